/// Exponentially weighted mean of the extremes that a tensor has on each clip, so that a single
/// clip cannot stretch a range on its own. Depends on the order of the clips, as it must.
///
/// After `n` clips, clip `i` weighs `momentum^(n-i) · (1 - momentum) / (1 - momentum^n)`: the
/// moving averages of Jacob et al. (2018), section 3.1, with the correction of Kingma and Ba
/// (2015), section 3, by which the first clips weigh no more than the others.
public struct ExtremesAverage: Sendable, Equatable {
  /// What of the average remains at each clip.
  public static let momentum = 0.9

  /// Clips averaged.
  public private(set) var count = 0
  private var minimum = 0.0
  private var maximum = 0.0
  /// `momentum^count`.
  private var power = 1.0

  /// An average of nothing.
  public init() {}

  /// Adds the smallest and the largest value of the next clip.
  public mutating func add(minimum: Float, maximum: Float) {
    count += 1
    power *= Self.momentum
    let weight = (1 - Self.momentum) / (1 - power)
    self.minimum += weight * (Double(minimum) - self.minimum)
    self.maximum += weight * (Double(maximum) - self.maximum)
  }

  /// From the mean smallest to the mean largest value; 0…0 of nothing.
  public var range: ActivationRange {
    ActivationRange(minimum: Float(minimum), maximum: Float(maximum))
  }
}
