/// Whether a step of the quantization is taken.
public enum StepChoice: String, Sendable, CaseIterable {
  /// Where it brings the sample windows' scores nearer to the float ones.
  case automatic = "auto"
  /// In any case.
  case on
  /// Never.
  case off
}

/// What a step of the quantization brought.
public struct StepReport: Sendable, Equatable {
  /// `equalization`, `choice of ranges`, `compensated rounding`, `weight clipping`,
  /// `bias correction`, `fine-tuning`.
  public var name: String
  /// Whether it is in the model.
  public var isTaken: Bool
  /// Relative error of decisions' scores (root mean square) on sample windows, disturbed ones
  /// included, without it.
  public var errorWithout: Double
  /// The same with it.
  public var errorWith: Double
}
