import EdgeRuntime
import FloatModels
import Quantization

/// Layers that add or only change steps.
extension TFLiteLayerDesign {
  func mean(_ axes: ReducedAxes) throws -> LayerContents {
    try checkSameType()
    guard
      let requantizer = Requantizer(
        meanOf: input.count / output.count, inputScale: input.scale, outputScale: output.scale)
    else { throw unfitScales() }
    return try plain(.mean(axes: axes.rawValue), requantizers: [requantizer])
  }

  func sum() throws -> LayerContents {
    try checkSameType()
    guard
      let requantizers = Requantizer.addition(
        of: inputs[0].scale, inputs[1].scale, to: output.scale, output.elementType)
    else { throw unfitScales() }
    return try plain(.add, requantizers: requantizers)
  }

  func rescaled() throws -> LayerContents {
    let factor = Double(input.scale) / Double(output.scale)
    // No sum is shifted here, only a difference of 9 or 16 bits.
    let most = input.elementType == .int8 ? 22 : 15
    switch step.operation {
    case .quantize:
      return try plain(.rescale, requantizers: [try requantizer(factor, shiftAtMost: most)])
    case .relu:
      try checkSameType()
      return try plain(
        .rescale, requantizers: [try requantizer(factor, shiftAtMost: most)], .relu)
    case .relu6:
      // Only clamps; the numbers stay what they are.
      try checkSameFormat()
      return try plain(.rescale, requantizers: [try requantizer(1)], .relu6)
    default:
      try checkSameFormat()
      return try plain(.rescale, requantizers: [try requantizer(1)], .reluMinusOneToOne)
    }
  }
}
