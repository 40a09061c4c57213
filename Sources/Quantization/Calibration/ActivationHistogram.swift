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

  private static let half = 2048
  /// Zeros are counted apart, for they are most of a ReLU's output.
  private var zeros = 0
  private var widthExponent = Int.min
  private var bins = [Int](repeating: 0, count: 2 * half)

  /// A histogram that has seen nothing.
  public init() {}

  /// Adds values.
  /// - Returns: false, and nothing is added, where one of them is NaN or infinite.
  public mutating func add(_ values: UnsafeBufferPointer<Float>) -> Bool {
    var low = minimum
    var high = maximum
    var finite = true
    for value in values {
      finite = finite && value.isFinite
      low = min(low, value)
      high = max(high, value)
    }
    guard finite, !values.isEmpty else { return finite }
    (minimum, maximum) = (low, high)
    count += values.count
    widen(toHold: max(abs(low), abs(high)))
    guard widthExponent != Int.min else {
      zeros += values.count
      return true
    }
    let scale = Float(sign: .plus, exponent: -widthExponent, significand: 1)
    for value in values {
      if value == 0 { zeros += 1 } else { bins[Self.bin(of: value * scale)] += 1 }
    }
    return true
  }

  private static func bin(of position: Float) -> Int {
    min(max(Int(position.rounded(.down)) + half, 0), 2 * half - 1)
  }

  private mutating func widen(toHold magnitude: Float) {
    guard magnitude > 0 else { return }
    // 2^(exponent + 1) > magnitude, and 2048 = 2^11 bins a side; not below 2^-100, so that the
    // reciprocal stays finite.
    let needed = max(Int(magnitude.exponent) + 1 - 11, -100)
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
