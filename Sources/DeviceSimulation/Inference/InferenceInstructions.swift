/// Instructions that a target executed for the inferences of a bare network.
public struct InferenceInstructions: Sendable, Equatable {
  /// Checking the model.
  public let start: UInt64
  /// Each sample's inference, the copy of its input included.
  public let samples: [UInt64]

  /// Gives what was counted between the marks to the samples.
  ///
  /// - Parameter snapshots: the counter at each mark: two around the check of the model, two around
  ///   each sample's inference.
  /// - Throws: `InstructionsError` where marks and samples do not match.
  public init(samples count: Int, snapshots: [UInt64]) throws(InstructionsError) {
    guard snapshots.count == 2 * (count + 1) else {
      throw .marks(found: snapshots.count, expected: 2 * (count + 1))
    }
    var spans: [UInt64] = []
    for pair in 0...count {
      let (from, to) = (snapshots[2 * pair], snapshots[2 * pair + 1])
      guard from <= to else { throw .backwards(mark: 2 * pair + 1) }
      spans.append(to - from)
    }
    start = spans[0]
    samples = Array(spans.dropFirst())
  }

  /// Of a sample; 0 where there is none.
  public var mean: Double {
    samples.isEmpty ? 0 : Double(samples.reduce(0, +)) / Double(samples.count)
  }
}
