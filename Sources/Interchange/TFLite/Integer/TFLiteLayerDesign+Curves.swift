import EdgeRuntime
import Quantization

/// Layers that look up their output.
extension TFLiteLayerDesign {
  func lookedUp() throws -> LayerContents {
    try checkSameType()
    var layer = try plain(.softmax, TFLiteActivation.none)
    let steps = TensorQuantization(scale: input.scale, zeroPoint: input.zeroPoint)
    switch (step.operation, output.elementType) {
    case (.logistic, .int8):
      try checkOutput(scale: 1 / 256, zeroPoint: -128)
      (layer.operation, layer.weights) = (.lookup, .int8(LookupTable.logistic(of: steps)))
    case (.tanh, .int8):
      try checkOutput(scale: 1 / 128, zeroPoint: 0)
      (layer.operation, layer.weights) = (.lookup, .int8(LookupTable.tanh(of: steps)))
    case (.softmax, .int8):
      try checkOutput(scale: 1 / 256, zeroPoint: -128)
      layer.weights = .int32(SoftmaxTables.exponentials(inputScale: input.scale))
    case (.softmax, .int16):
      try checkOutput(scale: 1 / 32768, zeroPoint: 0)
      layer.weights = .int16(SoftmaxTables.interpolated)
      layer.requantizers = [
        try fitting(SoftmaxTables.scaling(inputScale: input.scale))
      ]
    default:
      try checkOutput(scale: 1 / 32768, zeroPoint: 0)
      let isLogistic = if case .logistic = step.operation { true } else { false }
      layer.operation = isLogistic ? .logistic : .tanh
      layer.weights = .int16(InterpolatedCurve.table)
      layer.requantizers = [
        try fitting(
          InterpolatedCurve.scaling(isLogistic ? .logistic : .tanh, inputScale: input.scale))
      ]
    }
    return layer
  }

  private func fitting(_ requantizer: Requantizer?) throws -> Requantizer {
    guard let requantizer else { throw unfitScales() }
    return requantizer
  }

  /// TensorFlow Lite's kernels take this output for granted.
  private func checkOutput(scale: Float, zeroPoint: Int32) throws {
    guard abs(output.scale - scale) <= scale * 0.001, output.zeroPoint == zeroPoint else {
      throw step.place.inconsistent(
        "an output of scale \(output.scale) and zero point \(output.zeroPoint)",
        expected: "1/\(Int(1 / scale)) and \(zeroPoint)")
    }
  }
}
