import Evaluation
import Testing

@testable import Datasets

/// What simple detectors make of the made sound. The margins are wide, for few and short clips; the
/// figures that the generator was adjusted to are in `docs/synth.md`.
@Suite("Difficulty of the made sound")
struct SyntheticDifficultyTests {
  private typealias Described = MadeSound.Described

  /// Squared distance from an id's training clips, band by band in their deviations, of both
  /// statistics; each clip's overall loudness is taken away first.
  private struct Distance {
    let centre: [Double]
    let spread: [Double]

    init(_ known: [Described]) {
      let rows = known.map(Self.features)
      let centre = Self.mean(rows)
      self.centre = centre
      spread = Self.mean(rows.map { zip($0, centre).map { ($0 - $1) * ($0 - $1) } })
    }

    static func features(_ clip: Described) -> [Double] {
      let loudness = clip.means.reduce(0, +) / Double(clip.means.count)
      return clip.means.map { $0 - loudness } + clip.deviations
    }

    static func mean(_ rows: [[Double]]) -> [Double] {
      let sum = rows.reduce([Double](repeating: 0, count: 2 * MadeSound.bands)) {
        zip($0, $1).map { $0 + $1 }
      }
      return sum.map { $0 / Double(rows.count) }
    }

    /// Deviations of each feature of a mean over clips.
    func shifts(_ clips: [Described]) -> [Double] {
      let moved = Self.mean(clips.map(Self.features))
      return moved.indices.map { abs(moved[$0] - centre[$0]) / spread[$0].squareRoot() }
    }

    func score(_ clip: Described) -> Double {
      shifts([clip]).reduce(0) { $0 + $1 * $1 }
    }
  }

  private static func clips(
    _ machine: MachineKind, id: Int, _ split: Clip.Split, _ label: Clip.Label,
    _ severities: ClosedRange<Double> = MadeSound.asDefault
  ) -> [Described] {
    MadeSound.described.filter {
      $0.clip.machine == machine && $0.clip.id == id && $0.clip.split == split
        && $0.clip.label == label && $0.severities == severities
    }
  }

  /// The mean over ids of a score's AUC.
  private static func meanAUC(
    _ machine: MachineKind, _ severities: ClosedRange<Double>,
    _ detector: ([Described]) -> (Described) -> Double
  ) throws -> Double {
    let aucs = try (0..<MadeSound.ids).map { id in
      let score = detector(clips(machine, id: id, .train, .normal))
      return try ROCCurve(
        normal: clips(machine, id: id, .test, .normal).map(score),
        anomaly: clips(machine, id: id, .test, .anomaly, severities).map(score)
      ).auc
    }
    return aucs.reduce(0, +) / Double(aucs.count)
  }

  @Test("a level meter is near chance", arguments: MachineKind.allCases)
  func aLevelMeterIsNearChance(machine: MachineKind) throws {
    let auc = try Self.meanAUC(machine, MadeSound.asDefault) { _ in { $0.level } }
    #expect((0.35...0.68).contains(auc), "\(auc)")
  }

  @Test(
    "a simple detector is of use at the defaults, and not perfect",
    arguments: MachineKind.allCases)
  func aSimpleDetectorIsOfUseAndNotPerfect(machine: MachineKind) throws {
    let auc = try Self.meanAUC(machine, MadeSound.asDefault) { Distance($0).score }
    #expect((0.62...0.97).contains(auc), "\(auc)")
  }

  @Test("the worse the fault, the better it is found", arguments: MachineKind.allCases)
  func severityMakesItEasier(machine: MachineKind) throws {
    let aucs = try [MadeSound.slight, MadeSound.middle, MadeSound.severe].map {
      try Self.meanAUC(machine, $0) { Distance($0).score }
    }
    #expect(aucs[0] < aucs[1] && aucs[1] < aucs[2], "\(aucs)")
    #expect(aucs[0] < 0.78 && aucs[2] > 0.82, "\(aucs)")
  }

  @Test("at severity 1 every cause moves some band", arguments: MachineKind.allCases)
  func everyCauseMovesSomeBand(machine: MachineKind) throws {
    for cause in machine.causes {
      let largest = (0..<MadeSound.ids).map { id in
        let severe = Self.clips(machine, id: id, .test, .anomaly, MadeSound.severe)
        let shifts = Distance(Self.clips(machine, id: id, .train, .normal))
          .shifts(severe.filter { $0.clip.cause == cause })
        return shifts.max() ?? 0
      }
      // By chance, the larger of two ids' 80 shifts of means of two clips stays below 2.5.
      #expect((largest.max() ?? 0) > 3, "\(cause): \(largest) deviations")
    }
  }
}
