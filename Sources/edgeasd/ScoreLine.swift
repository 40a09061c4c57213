import EdgeRuntime

/// What a model says of a file, in order.
enum ScoreLine {
  /// A window: its number from 0, and its score.
  case window(Int, Score)
  case decision(DecisionLine)
}

/// A score, in the units of the model.
struct Score {
  var value: Double
  /// As the device computed it, in units of 2⁻²⁴; nil for a float model.
  var q24: Int64?

  /// Of a float model.
  init(_ value: Double) { self.value = value }

  /// Of the device.
  init(q24: Int64) {
    self.q24 = q24
    value = Double(q24) / Double(1 << 24)
  }
}

/// A decision with what is needed to print it.
struct DecisionLine {
  /// Windows it rests on.
  var windows: Range<Int>
  var isComplete: Bool
  var score: Score
  /// nil for a float model, which has no threshold.
  var verdict: Verdict?

  struct Verdict {
    /// In the units of the model.
    var threshold: Double
    /// Share of normal decisions with a lower score.
    var probability: Double
    var isAnomaly: Bool
    /// Of an anomaly, the bands that made it, the most abnormal ones first.
    var bands: [NamedBands]
  }
}

/// Neighbouring bands that are further from what is expected of them than in normal sound.
struct NamedBands {
  /// From 0.
  var bands: ClosedRange<Int>
  /// What they hear; nil where frames carry no frequencies.
  var hertz: ClosedRange<Int>?
  /// Squared deviation as a multiple of what is normal.
  var times: Double

  /// All that a decision names.
  static func all(_ found: AbnormalBands, of model: Model) -> [NamedBands] {
    (0..<found.count).map { index in
      let range = found[index]
      return NamedBands(
        bands: Int(range.first)...Int(range.last), hertz: model.hertz(of: range),
        times: Double(range.timesQ8) / 256)
    }
  }
}

/// When windows start and end within a clip.
struct WindowTiming {
  let framesPerWindow: Int
  let framesPerStep: Int
  let sampleRate: Int
  let frameLength: Int
  let hop: Int

  /// Seconds from the start of the first window to the end of the last one.
  func seconds(_ windows: Range<Int>) -> (start: Double, end: Double) {
    let first = windows.lowerBound * framesPerStep * hop
    let lastFrame = (windows.upperBound - 1) * framesPerStep + framesPerWindow - 1
    let end = lastFrame * hop + frameLength
    return (Double(first) / Double(sampleRate), Double(end) / Double(sampleRate))
  }
}
