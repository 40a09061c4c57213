/// Distribution of an activation in constant memory: exact extremes, and counts in bins.
///
/// Bin `k` covers `[k·width, (k+1)·width)` for `k` in `-2048…2047`. `width` is the smallest power
/// of two for which everything seen fits, and doubling it merges bins exactly in pairs; the
/// result therefore depends on the values seen and not on their order.
public struct ActivationHistogram: Sendable, Equatable {
  /// Smallest value seen; +∞ before the first.
  public private(set) var minimum = Float.infinity
  /// Largest value seen; -∞ before the first.
  public private(set) var maximum = -Float.infinity
  /// Number of values seen.
  public private(set) var count = 0
  /// How many of them are zero. They are counted apart, for they are most of a ReLU's output, and
  /// exact on every grid.
  public private(set) var zeros = 0

  static let half = 2048
  private var widthExponent = Int.min
  private var bins = [Int](repeating: 0, count: 2 * half)

  /// A histogram that has seen nothing.
  public init() {}

  /// Adds values.
  /// - Returns: false, and nothing is added, where one of them is NaN or infinite.
  public mutating func add(_ values: UnsafeBufferPointer<Float>) -> Bool {
    guard let extremes = values.finiteExtremes else { return false }
    guard !values.isEmpty else { return true }
    minimum = min(minimum, extremes.low)
    maximum = max(maximum, extremes.high)
    count += values.count
    widen(toHold: max(abs(minimum), abs(maximum)))
    guard widthExponent != Int.min else {
      zeros += values.count
      return true
    }
    let scale = Float(sign: .plus, exponent: -widthExponent, significand: 1)
    // Room for zeros behind the bins: one place a lane, since counting in one and the same would
    // wait for itself.
    bins += repeatElement(0, count: 8)
    bins.withUnsafeMutableBufferPointer { bins in
      values.forEachEight { values, count in
        let indices = Self.indices(values, scale)
        for lane in 0..<count { bins[Int(indices[lane])] &+= 1 }
      }
    }
    zeros += bins.suffix(8).reduce(0, +)
    bins.removeLast(8)
    return true
  }

  /// Where values are counted, for `|value · scale| < 2048`.
  @inline(__always)
  private static func indices(_ values: SIMD8<Float>, _ scale: Float) -> SIMD8<Int32> {
    // At 1.5 · 2²³ a Float's last bit is worth 1: the sum is rounded to a whole number, and holds
    // it in its last bits.
    let magic = SIMD8<Float>(repeating: 0x1.8p23)
    let positions = values * scale
    let sums = positions + magic
    let nearest = unsafeBitCast(sums, to: SIMD8<Int32>.self)
    let origin = Int32(half) &- Int32(bitPattern: Float(0x1.8p23).bitPattern)
    var indices = nearest &+ origin
    indices.replace(with: indices &- 1, where: sums - magic .> positions)
    indices.replace(
      with: SIMD8(0, 1, 2, 3, 4, 5, 6, 7) &+ Int32(2 * half), where: values .== 0)
    return indices
  }

  /// Adds what another histogram has seen.
  public mutating func add(_ other: ActivationHistogram) {
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    count += other.count
    zeros += other.zeros
    guard other.widthExponent != Int.min else { return }
    var other = other
    let exponent = max(widthExponent, other.widthExponent)
    widen(toExponent: exponent)
    other.widen(toExponent: exponent)
    for index in bins.indices { bins[index] += other.bins[index] }
  }

  private mutating func widen(toHold magnitude: Float) {
    guard magnitude > 0 else { return }
    // 2^(exponent + 1) > magnitude, and 2048 = 2^11 bins a side; not below 2^-100, so that the
    // reciprocal stays finite.
    widen(toExponent: max(Int(magnitude.exponent) + 1 - 11, -100))
  }

  private mutating func widen(toExponent needed: Int) {
    guard needed > widthExponent else { return }
    while widthExponent != Int.min, widthExponent < needed {
      var merged = [Int](repeating: 0, count: 2 * Self.half)
      for index in bins.indices {
        let bin = (index - Self.half) >> 1
        merged[bin + Self.half] += bins[index]
      }
      bins = merged
      widthExponent += 1
    }
    widthExponent = needed
  }

  /// Value below which `fraction` (0…1) of the values lie, interpolated inside a bin and never
  /// outside the extremes; 0 when nothing was seen.
  public func quantile(_ fraction: Double) -> Float {
    guard count > 0 else { return 0 }
    guard widthExponent != Int.min else { return 0 }
    let width = Float(sign: .plus, exponent: widthExponent, significand: 1)
    let wanted = fraction * Double(count)
    var below = 0.0
    for index in bins.indices {
      if index == Self.half {
        below += Double(zeros)
        if below >= wanted { return min(max(0, minimum), maximum) }
      }
      let here = Double(bins[index])
      if here > 0, below + here >= wanted {
        let inside = Float(max(0, (wanted - below) / here))
        let value = (Float(index - Self.half) + inside) * width
        return min(max(value, minimum), maximum)
      }
      below += here
    }
    return maximum
  }
}

extension ActivationHistogram {
  /// An interval and the values that lie in it.
  struct Bin {
    var low: Double
    /// Not below `low`; equal where all of the values are.
    var high: Double
    var count: Double
  }

  /// Width of a bin; nil while nothing but zeros was seen.
  var binWidth: Double? {
    widthExponent == Int.min ? nil : Double(sign: .plus, exponent: widthExponent, significand: 1)
  }

  /// The bins that hold anything, in rising order, cut at the extremes; without the zeros.
  var occupiedBins: [Bin] {
    guard let width = binWidth else { return [] }
    return bins.indices.filter { bins[$0] > 0 }.map { index in
      let low = Double(index - Self.half) * width
      return Bin(
        low: max(low, Double(minimum)), high: min(low + width, Double(maximum)),
        count: Double(bins[index]))
    }
  }

  /// Counts by distance from zero, in bins of `binWidth` up to the largest magnitude seen; without
  /// the zeros.
  var magnitudes: [Int] {
    let counts = (0..<Self.half).map { bins[Self.half + $0] + bins[Self.half - 1 - $0] }
    return Array(counts.prefix(1 + (counts.lastIndex { $0 > 0 } ?? -1)))
  }
}

extension UnsafeBufferPointer<Float> {
  /// Smallest and largest value, +∞ and -∞ of none; nil where one is NaN or infinite.
  fileprivate var finiteExtremes: (low: Float, high: Float)? {
    var low = SIMD8<Float>(repeating: .infinity)
    var high = -low
    var finite = SIMDMask<SIMD8<Int32>>(repeating: true)
    forEachEight { values, _ in
      // What fills up the last eight counts for nothing: it repeats the first of them.
      finite = finite .& (values - values .== 0)
      low.replace(with: values, where: values .< low)
      high.replace(with: values, where: values .> high)
    }
    return all(finite) ? (low.min(), high.max()) : nil
  }

  /// Calls `body` with eight values at a time, and how many of them count: the last eight are
  /// filled up with the first of them.
  @inline(__always)
  fileprivate func forEachEight(_ body: (SIMD8<Float>, Int) -> Void) {
    guard let base = baseAddress else { return }
    var index = 0
    while index + 8 <= count {
      body(UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Float>.self), 8)
      index += 8
    }
    guard index < count else { return }
    var last = SIMD8<Float>(repeating: base[index])
    for lane in 0..<count - index { last[lane] = base[index + lane] }
    body(last, count - index)
  }
}
