import FloatModels

extension ScoreDescription {
  /// Refuses outputs that have not the size that the score needs.
  ///
  /// - Throws: `QuantizationError.inconsistentModel`.
  func check(outputs: Int, inputs: Int) throws(QuantizationError) {
    switch self {
    case .nearestPrototype(let set): try set.check(outputs: outputs)
    case .nearestCluster(let set): try set.centers.check(outputs: outputs)
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

extension PrototypeSet {
  fileprivate func check(outputs: Int) throws(QuantizationError) {
    let blocks = (prototypes.map(\.block).max() ?? 0) + 1
    guard outputs >= blocks * dimension else {
      throw .inconsistentModel(
        what: "outputs beside \(blocks) × \(dimension) of the prototypes", found: outputs,
        expected: blocks * dimension)
    }
  }
}
