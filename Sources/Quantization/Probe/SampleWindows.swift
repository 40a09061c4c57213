import FloatModels
import SeededRandom

/// Some windows of the calibration clips, on which choices are tried out; and the same windows with
/// something added that normal sound does not have.
///
/// The windows are spread evenly over the clips and over each clip. How many are kept is bounded by
/// the memory that the network's activations on them need, whatever the number of clips. Of a model
/// whose decisions are means over many windows, a clip gives several: what rounding does to one
/// window at random vanishes in the mean, and what it does to all of them stays.
public struct SampleWindows: Sendable {
  /// Q9 log2 units, window after window, oldest frame first.
  public private(set) var normalQ9: [[Int16]] = []
  /// How many windows each clip gave, in order.
  public private(set) var groups: [Int] = []
  private let gatherer: WindowGatherer
  private let bands: Int
  /// Windows to keep.
  public let capacity: Int
  private let perClip: Int
  private let clipStep: Int
  private var clip = 0

  /// Over what windows are spread.
  public enum Spread: Sendable {
    /// As many clips as there is room for windows.
    case clips
    /// Fewer clips, of each up to as many windows as a decision has.
    case decisions
  }

  /// Clips that there have to be at least, if there are so many.
  private static let leastDecisions = 32
  /// Bytes that activations on all windows may take.
  private static let memory = 1 << 26

  /// - Parameters:
  ///   - clips: how many there will be.
  ///   - valuesPerWindow: numbers that the network computes for a window.
  ///   - most: windows that are kept at most.
  ///   - spread: over what they are spread.
  /// - Throws: `QuantizationError` for a model that contradicts itself.
  public init(
    _ model: FloatModel, clips: Int, valuesPerWindow: Int, most: Int = 2048,
    over spread: Spread = .decisions
  ) throws(QuantizationError) {
    gatherer = try WindowGatherer(model)
    bands = model.frontEnd.bands
    capacity = min(max(Self.memory / (4 * max(valuesPerWindow, 1)), 16), most)
    let least =
      switch spread {
      case .clips: 1
      case .decisions:
        max(1, min(model.windowing.windowsPerDecision, capacity / Self.leastDecisions))
      }
    perClip = max(least, capacity / max(clips, 1))
    clipStep = max(1, (clips * perClip + capacity - 1) / capacity)
  }

  /// Takes the windows that it wants of the next clips.
  public mutating func observe(_ clips: [[Int16]]) throws(QuantizationError) {
    for frames in clips {
      let windows = try gatherer.windowCount(values: frames.count)
      defer { clip += 1 }
      guard windows > 0, clip % clipStep == 0 else { continue }
      let wanted = min(perClip, windows, capacity - normalQ9.count)
      for number in 0..<max(wanted, 0) {
        // The middle of each of so many parts of the clip.
        let index = (2 * number + 1) * windows / (2 * wanted)
        normalQ9.append(Array(gatherer.window(index, of: frames)))
      }
      if wanted > 0 { groups.append(wanted) }
    }
  }

  /// The windows of each clip with one of two disturbances: an eighth of the bands 10 dB louder, or
  /// all variation within a window half as large again. What a fault does to the sound is unknown;
  /// what a range must not do is to cut these off.
  public var disturbedQ9: [[Int16]] {
    var random = SeededGenerator(seed: 1, stream: "disturbed windows")
    let width = max(1, bands / 8)
    var windows = normalQ9[...]
    return groups.enumerated().flatMap { index, count in
      let first = random.integer(below: bands - width + 1)
      let own = windows.prefix(count)
      windows = windows.dropFirst(count)
      return own.map { window in
        index.isMultiple(of: 2)
          ? Self.louder(window, bands: bands, from: first, width) : Self.livelier(window)
      }
    }
  }

  private static func louder(
    _ window: [Int16], bands: Int, from first: Int, _ width: Int
  ) -> [Int16] {
    // 10 dB in Q9 log2 units.
    let rise: Int16 = 1701
    return window.enumerated().map { place, level in
      let band = place % bands
      guard band >= first, band < first + width else { return level }
      let (sum, overflow) = level.addingReportingOverflow(rise)
      return overflow ? .max : sum
    }
  }

  private static func livelier(_ window: [Int16]) -> [Int16] {
    let mean = window.reduce(0) { $0 + Int($1) } / max(window.count, 1)
    return window.map { level in
      let stretched = mean + (Int(level) - mean) * 3 / 2
      return Int16(min(max(stretched, Int(Int16.min)), Int(Int16.max)))
    }
  }

  /// Windows as the network sees them, one after the other.
  func inputs(_ windows: [[Int16]]) -> [Float] {
    var values: [Float] = []
    for window in windows { gatherer.append(0, of: window, to: &values) }
    return values
  }
}
