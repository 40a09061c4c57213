import FloatModels

extension ScoreDescription {
  /// Refuses outputs that have not the size that the score needs.
  ///
  /// - Throws: `QuantizationError.inconsistentModel`.
  func check(outputs: Int, inputs: Int) throws(QuantizationError) {
    switch self {
    case .nearestPrototype(let set):
      let blocks = (set.prototypes.map(\.block).max() ?? 0) + 1
      guard outputs >= blocks * set.dimension else {
        throw .inconsistentModel(
          what: "outputs beside \(blocks) × \(set.dimension) of the prototypes", found: outputs,
          expected: blocks * set.dimension)
      }
    case .crossEntropy(let score):
      guard outputs == score.ids.count else {
        throw .inconsistentModel(
          what: "outputs of a classifier", found: outputs, expected: score.ids.count)
      }
    case .interpolationError(let first):
      guard first >= 0, outputs <= inputs - first else {
        throw .inconsistentModel(
          what: "outputs of a network that predicts a window from value \(first) on",
          found: outputs, expected: inputs - first)
      }
    case .meanSquaredError, .none:
      guard outputs == inputs else {
        throw .inconsistentModel(
          what: "outputs of an autoencoder", found: outputs, expected: inputs)
      }
    }
  }
}
