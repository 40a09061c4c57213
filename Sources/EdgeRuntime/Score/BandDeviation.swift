/// What is expected of the bands of normal sound, and how far they are from it.
public struct BandNorms {
  /// Mean squared deviation of each band in normal sound, Q26 of log2 units, at least 1; empty where
  /// nobody knows.
  public let normalQ26: UnsafeBufferPointer<Int64>
  /// Mean level of each band, or of each value of a pooled window, Q13 log2 units; empty where a band
  /// is expected to be what the network makes of it.
  public let expectedQ13: UnsafeBufferPointer<Int32>

  /// Norms as they stand; a model's are checked when it is loaded.
  public init(
    normalQ26: UnsafeBufferPointer<Int64>, expectedQ13: UnsafeBufferPointer<Int32>
  ) {
    self.normalQ26 = normalQ26
    self.expectedQ13 = expectedQ13
  }

  /// Largest mean squared deviation, Q26: that of any value lies below it.
  static let mostNormalQ26: Int64 = 1 &<< 42

  /// Bytes of the norms of as many bands as a frame can have, and as many values as can be pooled of
  /// each, with what aligns them.
  static let mostBytes =
    8 + FrontEndTables.maximumBands * (8 + 4 * ModelFile.FramePooling.modulation.valuesPerBand)

  /// Nobody knows.
  public static var none: BandNorms {
    BandNorms(
      normalQ26: UnsafeBufferPointer(start: nil, count: 0),
      expectedQ13: UnsafeBufferPointer(start: nil, count: 0))
  }
}

extension Model {
  /// Values that `BandNorms.expectedQ13` has, where the model knows norms: none where a network's
  /// output is compared with what it was to give.
  var expectedLevels: Int {
    if networkCount == 1, case .reconstruction = head(0) { return 0 }
    let windows = windowing
    return windows.pooling == .none ? bands : windows.elements(bands: bands)
  }

  /// Memory that a detector needs beside `memory` or `streamingMemory` in order to name bands: 16 bytes
  /// a band; 0 where the model does not know what is normal.
  public var bandBytes: Int {
    calibration.bands.normalQ26.count == 0 ? 0 : BandDeviation.byteCount(bands: bands)
  }

  /// Memory that a detector wants to be given.
  ///
  /// - Parameters:
  ///   - reusing: whether it is to keep what consecutive windows share.
  ///   - namingBands: whether its observer asks for bands.
  /// - Returns: Int32.max where that is more than any detector takes.
  public func arenaBytes(reusing: Bool = false, namingBands: Bool = false) -> Int {
    let bytes = reusing ? streamingMemory.detectorBytes : memory.detectorBytes
    let bandBytes = bandBytes
    guard namingBands, bandBytes > 0 else { return bytes }
    // Bands are at most 512.
    guard bytes < Int(Int32.max) - 65_536 else { return Int(Int32.max) }
    return MemoryPlan.aligned(bytes) + bandBytes
  }
}

/// Which bands made a decision: how far each is from what is expected of it, in the windows that reach
/// the threshold, beside how far it is in normal sound.
struct BandDeviation {
  private let norms: BandNorms
  private let pooling: ModelFile.FramePooling
  private let bands: Int
  /// Of each band the squares of the window so far, Q26.
  private let sums: UnsafeMutablePointer<Int64>
  /// Of each band the mean squares of the windows so far.
  private let means: UnsafeMutablePointer<Int64>
  private var windows = 0

  static func byteCount(bands: Int) -> Int { 16 &* bands }

  /// - Parameter memory: `byteCount` bytes, aligned to 8, nobody else's.
  init(_ norms: BandNorms, _ model: Model, memory: UnsafeMutableRawPointer) {
    self.norms = norms
    pooling = model.windowing.pooling
    bands = model.bands
    sums = memory.assumingMemoryBound(to: Int64.self)
    means = sums + bands
    for index in 0..<2 &* bands { sums[index] = 0 }
  }

  /// Whether a band is expected to be what the network makes of it.
  var isOfReconstruction: Bool { norms.expectedQ13.count == 0 }

  /// Adds the squared error of a value, Q26, below 2⁴².
  ///
  /// - Parameter element: its place in the window.
  func add(squareQ26: Int64, element: Int) {
    // At most 2²⁰ of them.
    sums[band(element)] +%= squareQ26
  }

  /// Adds the squared distance of each value of a window from its mean.
  func add(levelsQ9: UnsafePointer<Int16>, count: Int) {
    var place = 0
    for element in 0..<count {
      // Levels are below 2¹⁵ and expected ones at most 2²⁰: the square is below 2⁴².
      let error = Int64(widening: 16 *% Int32(levelsQ9[element]) -% norms.expectedQ13[place])
      sums[band(element)] +%= error *% error
      place = place &+ 1 == norms.expectedQ13.count ? 0 : place &+ 1
    }
  }

  /// Ends a window of which so many values were added, as many of each band.
  mutating func endWindow(elements: Int) {
    let count = elements / bands
    for band in 0..<bands {
      // At most 2¹⁶ windows of less than 2⁴².
      means[band] +%= WindowScore.roundedMean(of: sums[band], count: count)
      sums[band] = 0
    }
    windows &+= 1
  }

  /// The bands of the windows so far; starts anew.
  @inline(never)
  mutating func take() -> AbnormalBands {
    var found = AbnormalBands()
    guard windows > 0 else { return found }
    for band in 0..<bands {
      // Below 2⁴² before the shift.
      let mean = WindowScore.roundedMean(of: means[band], count: windows)
      means[band] = min((mean &<< 8) / norms.normalQ26[band], Self.mostTimesQ8)
    }
    // Beside the most abnormal band, one that is half as far from normal made the decision too.
    var least = Self.leastTimesQ8
    while found.count < AbnormalBands.most, let range = takeRange(atLeast: least) {
      if found.count == 0 { least = max(least, Int64(widening: range.timesQ8) / 2) }
      found.add(range)
    }
    reset()
    return found
  }

  /// Forgets the windows so far.
  mutating func reset() {
    guard windows > 0 else { return }
    for band in 0..<bands { means[band] = 0 }
    windows = 0
  }

  private static let leastTimesQ8: Int64 = 1 &<< 8 &+ 1
  private static let mostTimesQ8: Int64 = 1 &<< 31 &- 1

  /// Takes away the band that is furthest from normal with those beside it that are half as far; nil
  /// where none is as far as `least`.
  private func takeRange(atLeast least: Int64) -> BandRange? {
    var peak = 0
    for band in 1..<max(bands, 1) where means[band] > means[peak] { peak = band }
    let times = means[peak]
    guard times >= least else { return nil }
    var (first, last) = (peak, peak)
    while first > 0, means[first &- 1] &* 2 >= times { first &-= 1 }
    while last &+ 1 < bands, means[last &+ 1] &* 2 >= times { last &+= 1 }
    for band in first...last { means[band] = 0 }
    return BandRange(
      first: UInt16(truncatingIfNeeded: first), last: UInt16(truncatingIfNeeded: last),
      timesQ8: Int32(narrowing: times))
  }

  private func band(_ element: Int) -> Int {
    pooling == .modulation ? element / pooling.valuesPerBand : element % bands
  }
}
