import CommandLineInterface
import Foundation
import Training

/// Trials of detectors side by side, and the one that is chosen.
struct DetectorComparison {
  /// The best first, then those that were not tried.
  let trials: [DetectorTrial]
  /// Clips that the trials used.
  let clipCount: Int
  /// dB; see `MachineActivity`.
  let burstiness: Double
  /// nil where none was tried.
  let chosen: DetectorKind?
  /// How often each that was tried comes first when the clips are drawn again, 0…1.
  let firsts: [Double]

  /// A detector that takes this part of the work of another is much cheaper.
  private static let cheap = 0.1
  /// Multiplications a window that no board feels: with less, none is cheaper than another.
  private static let trifle = 100_000

  /// - Parameter trials: of clips that are the same for all.
  init(_ trials: [DetectorTrial], clipCount: Int, burstiness: Double) {
    self.clipCount = clipCount
    self.burstiness = burstiness
    let heard = trials.filter { $0.hearing != nil }.sorted {
      ($0.hearing?.mean ?? 0) > ($1.hearing?.mean ?? 0)
    }
    self.trials = heard + trials.filter { $0.hearing == nil }
    let name = Self.choice(heard)?.detector
    chosen = DetectorChoice.kinds.first { $0.name == name }
    firsts = FaultHearing.firsts(of: heard.compactMap(\.hearing))
  }

  /// The one that hears most; or of those that hear as much within one standard error and are much
  /// cheaper, the best one (the one-standard-error rule of Breiman and others, "Classification and
  /// Regression Trees", 1984).
  private static func choice(_ heard: [DetectorTrial]) -> DetectorTrial? {
    guard let best = heard.first, let hearing = best.hearing, let cost = best.cost else {
      return nil
    }
    return heard.first { trial in
      guard let other = trial.hearing, let own = trial.cost else { return false }
      let (work, bestWork) = (max(own.multiplications, trifle), max(cost.multiplications, trifle))
      return Double(work) <= cheap * Double(bestWork)
        && hearing.mean - other.mean <= hearing.standardError(against: other)
    } ?? best
  }

  /// What was tried and how each fared, and why the best one was taken.
  func text(_ style: Style) -> String {
    var table = TextTable([.left, .right, .right, .right, .right, .right, .right])
    table.add(["detector", "hears", "from", "file", "memory", "MACs", "trial"].map(style.dim))
    for trial in trials {
      guard let hearing = trial.hearing else { continue }
      table.add([
        trial.detector == chosen?.name ? style.bold(trial.detector) : trial.detector,
        Self.share(hearing.mean), hearing.threshold.map { String(format: "%.1f dB", $0) } ?? "–",
        trial.cost.map { Figures.count($0.fileBytes) } ?? "–",
        trial.cost.map { Figures.count($0.memoryBytes) } ?? "–",
        trial.cost.map { Figures.count($0.multiplications) } ?? "–",
        String(format: "%.1f s", trial.seconds),
      ])
    }
    let untried = trials.compactMap { trial in
      trial.reason.map { "not tried: \(trial.detector): \($0)" }
    }
    let found = chosen == nil ? [] : [character, table.description]
    return (found + untried + [verdict]).joined(separator: "\n")
  }

  private var character: String {
    let acts =
      burstiness < MachineActivity.leastBurst
      ? "runs evenly: its loudest frames are" : "acts in bursts: its loudest frames are"
    return
      "the machine \(acts) \(String(format: "%.1f", burstiness)) dB above the middle of a clip; "
      + "\(clipCount) clips, faults made up in those held out"
  }

  private var verdict: String {
    guard let chosen, let best = trials.first, let hearing = best.hearing else {
      return "no detector could be tried"
    }
    let heard = trials.filter { $0.hearing != nil }
    guard heard.count > 1 else { return "\(chosen.name) it is: nothing else could be tried" }
    let sure = Self.percent(sureness)
    guard best.detector == chosen.name else {
      return
        "\(chosen.name) it is: as good as \(best.detector) within the error of the trial, and much "
        + "cheaper; first in \(sure) of redraws of the clips"
    }
    return "\(chosen.name) it is: first in \(sure) of redraws of the clips, with "
      + "\(Self.share(hearing.mean)) against \(heard[1].hearing.map { Self.share($0.mean) } ?? "–")"
  }

  /// How often the chosen one comes first.
  private var sureness: Double {
    zip(trials, firsts).first { $0.0.detector == chosen?.name }?.1 ?? 0
  }

  /// For the model's record.
  var record: [String: String] {
    guard let chosen, let own = trials.first(where: { $0.detector == chosen.name })?.hearing else {
      return [:]
    }
    let compared = trials.compactMap { trial in
      trial.hearing.map { "\(trial.detector) \(Self.share($0.mean))" }
    }
    let leftOut = trials.compactMap { trial in trial.reason.map { "\(trial.detector): \($0)" } }
    return [
      "choice.summary":
        "\(chosen.name) of \(compared.count) detectors, hears \(Self.share(own.mean)) of made-up faults, "
        + "first in \(Self.percent(sureness))",
      "choice.detector": chosen.name, "choice.hears": Self.share(own.mean),
      "choice.sure": Self.percent(sureness), "choice.clips": "\(clipCount)",
      "choice.burstiness_db": String(format: "%.1f", burstiness),
      "choice.compared": compared.joined(separator: ", "),
      "choice.left_out": leftOut.joined(separator: "; "),
    ].filter { !$0.value.isEmpty }
  }

  private static func share(_ value: Double) -> String { String(format: "%.3f", value) }
  private static func percent(_ value: Double) -> String { String(format: "%.0f %%", value * 100) }
}
