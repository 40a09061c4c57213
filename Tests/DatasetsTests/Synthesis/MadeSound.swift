import Dispatch
import Features
import Synchronization

@testable import Datasets

/// What a small set of made clips sounds like to the device's front end, computed once for all
/// tests: per machine two ids, training and normal test clips, and anomalies of several severities.
enum MadeSound {
  /// One clip: mean and deviation over time of each band's log-mel in dB, and its level.
  struct Described: Sendable {
    var clip: SyntheticClip
    var severities: ClosedRange<Double>
    var means: [Double] = []
    var deviations: [Double] = []
    var level = 0.0
  }

  static let ids = 2
  static let bands = 40
  static let asDefault = SynthesisOptions().severity
  static let slight = 0.1...0.25
  static let middle = 0.5...0.6
  static let severe = 1.0...1.0

  /// Every clip of every machine.
  static let described: [Described] = {
    let work = MachineKind.allCases.flatMap { machine in
      [asDefault, slight, middle, severe].flatMap { clips(machine, $0) }
    }
    guard
      let tables = try? LogMelTables(
        LogMelDesign(sampleRate: 16_000, frameLength: 1_024, hop: 512, bands: bands))
    else { return [] }
    let results = Mutex([Described?](repeating: nil, count: work.count))
    DispatchQueue.concurrentPerform(iterations: work.count) { index in
      let (synthesizer, clip) = work[index]
      let description = describe(
        clip, severities: synthesizer.options.severity, synthesizer.samples(of: clip), tables)
      results.withLock { $0[index] = description }
    }
    return results.withLock { $0.compactMap { $0 } }
  }()

  /// The clips of one range of severities; the healthy ones come with the default range alone.
  private static func clips(
    _ machine: MachineKind, _ severity: ClosedRange<Double>
  ) -> [(Synthesizer, SyntheticClip)] {
    var options = SynthesisOptions()
    options.machines = [machine]
    options.ids = ids
    options.trainClips = 24
    options.testClips = severity == asDefault ? 24 : 12
    options.seconds = 4
    options.severity = severity
    guard let synthesizer = try? Synthesizer(options: options) else { return [] }
    return synthesizer.clips
      .filter { severity == asDefault || $0.label == .anomaly }
      .map { (synthesizer, $0) }
  }

  private static func describe(
    _ clip: SyntheticClip, severities: ClosedRange<Double>, _ samples: [Int16],
    _ tables: LogMelTables
  ) -> Described {
    let frames = DeviceLogMel.frames(of: samples, tables: tables)
    let count = Double(frames.count / bands)
    var sums = [Double](repeating: 0, count: bands)
    var squares = sums
    for (index, value) in frames.enumerated() {
      let decibels = LogMelQ9.toDecibels(value)
      sums[index % bands] += decibels
      squares[index % bands] += decibels * decibels
    }
    let means = sums.map { $0 / count }
    return Described(
      clip: clip, severities: severities, means: means,
      deviations: zip(squares, means).map { max(0, $0 / count - $1 * $1).squareRoot() },
      level: samples.map(Double.init).rootMeanSquare)
  }
}
