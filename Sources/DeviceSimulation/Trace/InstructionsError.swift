/// Why counts cannot be given to stages.
public enum InstructionsError: Error, Equatable, CustomStringConvertible {
  /// Their number does not fit the trace, or the samples.
  case marks(found: Int, expected: Int)
  /// The counter fell.
  case backwards(mark: Int)
  /// A layer that the model does not have.
  case layer(network: Int, layer: Int)

  /// Three lines.
  public var description: String {
    switch self {
    case .marks(let found, let expected):
      """
      the instruction counts do not fit what was computed
        \(found) marks, expected \(expected), two a step
        build program and plugin again: `tools/cross TARGET`
      """
    case .backwards(let mark):
      """
      the instruction counts are not in order
        mark \(mark) is less than the one before
        build the plugin again: `tools/cross TARGET`
      """
    case .layer(let network, let layer):
      """
      the target speaks of a layer that the model does not have
        network \(network), layer \(layer)
        build the programs again: `tools/cross TARGET`
      """
    }
  }
}
