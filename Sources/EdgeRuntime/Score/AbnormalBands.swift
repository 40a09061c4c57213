/// Neighbouring bands that are further from what is expected of them than in normal sound.
public struct BandRange: Sendable, Equatable {
  /// Lowest band, from 0.
  public let first: UInt16
  /// Highest band.
  public let last: UInt16
  /// Squared deviation of the most abnormal of them, as a multiple of what is normal there, Q8.
  public let timesQ8: Int32
}

/// The bands that made a decision, the most abnormal ones first.
public struct AbnormalBands: Sendable, Equatable {
  /// Ranges that are named at most.
  public static let most = 3
  /// Ranges there are.
  public private(set) var count = 0
  private var ranges = InlineArray<3, BandRange>(
    repeating: BandRange(first: 0, last: 0, timesQ8: 0))

  /// No bands.
  public init() {}

  /// Range `index`, below `count`.
  public subscript(index: Int) -> BandRange { ranges[index] }

  /// Adds a range; there are fewer than `most`.
  mutating func add(_ range: BandRange) {
    ranges[count] = range
    count &+= 1
  }

  /// Whether both name the same ranges.
  public static func == (left: AbnormalBands, right: AbnormalBands) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left[index] != right[index] { return false }
    return true
  }
}

extension Model {
  /// Hz from the lowest to the highest frequency that some bands hear; nil where the model is given
  /// frames, or no bin of the spectrum falls into the bands.
  public func hertz(of range: BandRange) -> ClosedRange<Int>? {
    guard case .logMel(let tables) = frontEnd else { return nil }
    var (lowest, highest) = (Int.max, 0)
    for band in Int(range.first)...Int(range.last) {
      let bins = tables.bands[band]
      guard bins.binCount > 0 else { continue }
      lowest = min(lowest, Int(bins.firstBin))
      highest = max(highest, Int(bins.firstBin) &+ Int(bins.binCount) &- 1)
    }
    guard lowest <= highest else { return nil }
    // Bins are at most 4096, rates below 2¹⁹: below 2³¹.
    let (rate, length) = (tables.sampleRate, tables.frameLength)
    return lowest &* rate / length...highest &* rate / length
  }
}
