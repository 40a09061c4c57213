import EdgeRuntime
import FloatModels
import Quantization

/// Builds the integer network of a model, step by step.
struct TFLiteIntegerNetwork {
  let model: TFLiteModel
  let steps: TFLiteSteps
  private(set) var tensors: [TensorContents] = []
  private var layers: [LayerContents] = []
  /// Where the file's tensors are among those of the network.
  private var places: [Int: Int] = [:]
  private var names = UniqueNames()

  init(_ model: TFLiteModel, _ steps: TFLiteSteps) {
    self.model = model
    self.steps = steps
  }

  /// The network, with places for its activations.
  mutating func network() throws -> NetworkContents {
    let input = OperatorPlace(name: "input", index: 0)
    tensors = [try tensor(steps.input, steps.inputShape, input)]
    places[steps.input] = 0
    for step in steps.steps {
      guard layers.count < ModelLimits.layers else {
        throw TFLiteProblem.refusal(
          "network", "\(steps.steps.count) layers", allowed: "1…\(ModelLimits.layers)",
          "build a smaller network")
      }
      try append(step)
    }
    let plan = ArenaPlan(layers, tensors.map(\.byteCount))
    for index in tensors.indices { tensors[index].arenaOffset = plan.offsets[index] }
    return NetworkContents(tensors: tensors, layers: layers)
  }

  private mutating func append(_ step: TFLiteStep) throws {
    var step = step
    var inputs = try step.inputs.map { tensor in
      guard let place = places[tensor] else {
        throw step.place.inconsistent("an input that is not there", expected: "an earlier output")
      }
      return place
    }
    let output = try tensor(step.format, step.shape, step.place)
    if case .addConstant(let constant, isSubtracted: false) = step.operation {
      inputs.append(try appendConstant(constant, step, as: inputs[0]))
      step.operation = .add
    }
    let design = TFLiteLayerDesign(
      model: model, step: step, inputs: inputs.map { tensors[$0] }, output: output)
    append(try design.layer(), inputs, output)
    places[step.output] = tensors.count - 1
  }

  private mutating func append(
    _ layer: LayerContents, _ inputs: [Int], _ output: TensorContents
  ) {
    var layer = layer
    layer.name = names.unique(NodeName.cleaned(layer.name, or: .add))
    layer.inputs = inputs
    layer.output = tensors.count
    tensors.append(output)
    layers.append(layer)
  }

  /// A layer whose output is a constant of the file at every position, whatever tensor `source`
  /// holds: a depthwise convolution that has biases only. The network has no tensor otherwise that
  /// is there from the start.
  private mutating func appendConstant(
    _ constant: Int, _ step: TFLiteStep, as source: Int
  ) throws -> Int {
    let tensor = try tensor(constant, step.shape, step.place)
    let name = TFLiteNames.layer(
      model.tensors[step.format].name, or: step.place.name.lowercased(), isLinear: false)
    let values = try model.elements(constant, step.place)
    let channels = tensor.channels
    let bias = (0..<channels).map { channel in
      Int64(values[values.count == 1 ? 0 : channel]) - Int64(tensor.zeroPoint)
    }
    // The factor is 1 as nearly as scales can say it, and never below: 1 less a little would take
    // the largest integer down.
    let scale = tensors[source].scale
    var weightScale = tensor.scale / scale
    // A normal number is off by less than one place.
    if Double(scale) * Double(weightScale) < Double(tensor.scale) {
      weightScale = weightScale.nextUp
    }
    let real = Double(scale) * Double(weightScale) / Double(tensor.scale)
    guard weightScale.isNormal, let requantizer = Requantizer(real: real), (1..<1.001) ~= real
    else {
      throw step.place.inconsistent(
        "scales \(scale) and \(tensor.scale) of two summands", expected: "comparable ones")
    }
    let ends = TFLiteActivation.none.clamp(tensor)
    let layer = LayerContents(
      name: "\(name).constant",
      operation: .depthwiseConvolution(
        KernelGeometry(
          height: 1, width: 1, strideHeight: 1, strideWidth: 1, padTop: 0, padLeft: 0)),
      inputs: [], output: 0, weights: .int8([Int8](repeating: 0, count: channels)), bias: bias,
      hasWideAccumulators: tensor.elementType == .int16,
      weightScales: [Float](repeating: weightScale, count: channels),
      requantizers: [Requantizer](repeating: requantizer, count: channels),
      clampMin: ends.low, clampMax: ends.high)
    append(layer, [source], tensor)
    return tensors.count - 1
  }

  /// A tensor of the file, as an activation of the given shape.
  private func tensor(
    _ index: Int, _ shape: Shape, _ place: OperatorPlace
  ) throws -> TensorContents {
    let (scale, zeroPoint) = try model.quantization(ofActivation: index, place)
    let type: ModelFile.ElementType
    switch model.tensors[index].element {
    case .int8: type = .int8
    case .int16: type = .int16
    default:
      throw place.unsupported(
        "\(model.tensors[index].typeName) in a network of integers", allowed: "INT8, INT16",
        "quantize the whole network, or none of it")
    }
    let zeroPoints: ClosedRange<Int64> = type == .int8 ? -128...127 : 0...0
    guard zeroPoints.contains(zeroPoint) else {
      throw place.inconsistent(
        "zero point \(zeroPoint) of \(model.tensors[index].typeName)",
        expected: "\(zeroPoints.lowerBound)…\(zeroPoints.upperBound)")
    }
    guard shape.count <= ModelLimits.elements else {
      throw place.unsupported(
        "an activation of \(shape)", allowed: "at most \(ModelLimits.elements) elements",
        "build the network with smaller activations")
    }
    return TensorContents(
      height: shape.height, width: shape.width, channels: shape.channels, elementType: type,
      scale: scale, zeroPoint: Int32(zeroPoint))
  }
}
