import EdgeRuntime
import FloatModels
import Quantization

/// One step as an integer layer, with the multipliers and tables that TensorFlow Lite Micro would
/// prepare for it.
struct TFLiteLayerDesign {
  let model: TFLiteModel
  let step: TFLiteStep
  /// What it reads.
  let inputs: [TensorContents]
  /// What it makes.
  let output: TensorContents

  var input: TensorContents { inputs[0] }

  /// The layer; the caller fills in which tensors it connects.
  func layer() throws -> LayerContents {
    switch step.operation {
    case .dense, .convolution, .depthwiseConvolution, .transposedConvolution:
      return try linear()
    case .averagePool(let window):
      try checkSameFormat()
      return try plain(.averagePool(geometry(onInput: window)))
    case .maximumPool(let window):
      try checkSameFormat()
      return try plain(.maximumPool(geometry(onInput: window)))
    case .concatenate(let axis):
      try checkSameFormat()
      guard step.activation == .none else {
        throw step.place.unsupported(
          "a fused activation", allowed: "none",
          "put the activation into an operator of its own")
      }
      return try plain(.concatenate(axis: axis.rawValue))
    case .reshape:
      try checkSameFormat()
      return try plain(.copy)
    case .pad(let edges, let value):
      try checkSameFormat()
      return try plain(.pad(top: edges.top, left: edges.left, fill: try fill(value)))
    case .mean(let axes): return try mean(axes)
    case .add: return try sum()
    case .quantize, .relu, .relu6, .reluMinusOneToOne: return try rescaled()
    case .logistic, .tanh, .softmax: return try lookedUp()
    case .addConstant, .multiplyConstant:
      throw step.place.unsupported(
        "a constant times integers, or taken from them", allowed: "a constant added",
        "fold the batch norm into the layer before it, or train the model without one there")
    }
  }

  /// A layer that has neither weights nor a table.
  func plain(
    _ operation: IntegerOperation, requantizers: [Requantizer] = [],
    _ activation: TFLiteActivation? = nil
  ) throws -> LayerContents {
    let clamp = (activation ?? step.activation).clamp(output)
    return LayerContents(
      name: name, operation: operation, inputs: [], output: 0, requantizers: requantizers,
      clampMin: clamp.low, clampMax: clamp.high)
  }

  /// A kernel between an image and the grid of its positions, within the limits of the device.
  func geometry(
    _ window: KernelWindow, _ image: TensorContents, _ grid: TensorContents
  ) throws -> KernelGeometry {
    let edges = window.edges(image: image.shape, grid: grid.shape)
    let steps = [
      window.strideHeight, window.strideWidth, window.dilationHeight, window.dilationWidth,
    ]
    guard max(window.height, window.width) <= ModelLimits.kernel,
      steps.allSatisfy({ $0 <= ModelLimits.stride })
    else {
      throw step.place.unsupported(
        "a kernel of \(window.height) × \(window.width), strides and dilations \(steps)",
        allowed: "kernels up to \(ModelLimits.kernel), strides and dilations up to "
          + "\(ModelLimits.stride)", "build the network with smaller kernels")
    }
    return KernelGeometry(
      height: window.height, width: window.width, strideHeight: window.strideHeight,
      strideWidth: window.strideWidth, dilationHeight: window.dilationHeight,
      dilationWidth: window.dilationWidth, padTop: edges.top, padLeft: edges.left)
  }

  /// As `geometry(_:_:_:)`, of a window on the input. Of a single position nobody sees how far it is
  /// to the next, so that a pool over the whole image may have any stride.
  func geometry(onInput window: KernelWindow) throws -> KernelGeometry {
    var window = window
    if output.height == 1 { window.strideHeight = min(window.strideHeight, ModelLimits.stride) }
    if output.width == 1 { window.strideWidth = min(window.strideWidth, ModelLimits.stride) }
    return try geometry(window, input, output)
  }

  /// What padding is filled with: the zero point, or a constant of the file.
  private func fill(_ value: Int?) throws -> Int32 {
    guard let value else { return output.zeroPoint }
    let values = try model.elements(value, step.place)
    guard values.count == 1, output.elementType.range.contains(Int64(values[0])) else {
      throw step.place.inconsistent("another fill", expected: "one value of the input's type")
    }
    return values[0]
  }

  var name: String {
    TFLiteNames.layer(
      model.tensors[step.format].name, or: step.place.name.lowercased(),
      isLinear: step.operation.isLinear)
  }

  /// - Parameter most: power of two up to which a product may grow.
  func requantizer(_ real: Double, shiftAtMost most: Int = 7) throws -> Requantizer {
    guard let requantizer = Requantizer(real: real, shiftAtMost: most) else { throw unfitScales() }
    return requantizer
  }

  func unfitScales() -> TFLiteProblem {
    step.place.unsupported(
      "scales \(inputs.map { "\($0.scale)" }.joined(separator: ", ")) of the input and "
        + "\(output.scale) of the output", allowed: "such that sums fit 32 bits",
      "quantize the model again with ranges that fit its activations")
  }
}

/// What the formats of inputs and output have to have in common.
extension TFLiteLayerDesign {
  func checkSameType() throws {
    guard inputs.allSatisfy({ $0.elementType == output.elementType }) else {
      throw step.place.unsupported(
        "int8 and int16 in one layer", allowed: "one of them for input and output",
        "put a QUANTIZE operator between them")
    }
  }

  /// Where elements are moved or compared, their steps stay what they are.
  func checkSameFormat() throws {
    try checkSameType()
    for input in inputs {
      let isNear = abs(input.scale - output.scale) <= output.scale * 1e-4
      guard isNear, input.zeroPoint == output.zeroPoint else {
        throw step.place.unsupported(
          "an input of scale \(input.scale), zero point \(input.zeroPoint) and an output of "
            + "\(output.scale), \(output.zeroPoint)", allowed: "the same of both",
          "put a QUANTIZE operator between them")
      }
    }
  }
}

extension TensorContents {
  var shape: Shape { Shape(height: height, width: width, channels: channels) }
}
