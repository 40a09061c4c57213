import EdgeRuntime

/// What turns a network's output into a window's score.
public enum ScoreHeadContents: Sendable, Equatable {
  /// Mean squared reconstruction error.
  case reconstruction(ReconstructionHeadContents)
  /// The network is bare.
  case none
}

/// Mean squared reconstruction error; see `EdgeRuntime.ReconstructionHead`.
public struct ReconstructionHeadContents: Sendable, Equatable {
  /// Whether the last layer's sums are compared with the window, or its integers.
  public var input: ReconstructionHead.Input
  /// To Q13 log2 units: one an output channel for sums, a single one for integers.
  public var requantizers: [Requantizer]
  /// Mean of the training set's log-mel, Q13 log2 units.
  public var meanQ13: Int32
  /// Bits that sums of 64 bits lose, rounded, before they are requantized; 0…31.
  public var accumulatorShift: Int

  /// A head of its parts.
  public init(
    input: ReconstructionHead.Input = .accumulators, requantizers: [Requantizer], meanQ13: Int32,
    accumulatorShift: Int = 0
  ) {
    self.input = input
    self.requantizers = requantizers
    self.meanQ13 = meanQ13
    self.accumulatorShift = accumulatorShift
  }
}
