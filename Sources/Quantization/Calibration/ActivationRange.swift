/// The interval of reals that an activation's integers are to cover.
public struct ActivationRange: Sendable, Hashable {
  /// Lower end.
  public var minimum: Float
  /// Upper end; not below `minimum`.
  public var maximum: Float

  /// The interval from `minimum` to `maximum`.
  public init(minimum: Float, maximum: Float) {
    self.minimum = minimum
    self.maximum = maximum
  }
}
