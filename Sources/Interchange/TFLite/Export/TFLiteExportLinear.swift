import EdgeRuntime
import FloatModels
import Quantization

/// Layers with weights.
extension TFLiteExport {
  mutating func writeLinear(_ layer: LayerContents) throws {
    let (input, output) = (input(layer), output(layer))
    guard input.elementType == output.elementType else {
      throw inexpressible(
        layer, "int8 and int16 in one layer",
        "choose the same precision for the layer and the one before it")
    }
    if case .int16 = layer.weights {
      throw inexpressible(
        layer, "weights of 16 bits",
        "the format has none: choose int8 weights for the layer and int16 activations")
    }
    let isWide = input.elementType == .int16
    guard layer.hasWideAccumulators ? isWide : true else {
      throw inexpressible(
        layer, "sums of 64 bits over int8", "choose int16 activations for the layer")
    }
    let activation = try activation(layer)
    let scales = try scales(layer)
    let weights = try add(weightsOf: layer, scales)
    let bias = try add(biasOf: layer, scales)
    switch layer.operation {
    case .convolution(let kernel):
      try writeConvolution(layer, kernel, weights, bias, activation)
    case .depthwiseConvolution(let kernel):
      try writeConvolution(layer, kernel, weights, bias, activation)
    case .transposedConvolution(let kernel):
      try writeTransposed(layer, kernel, weights, bias, activation)
    default: writeFullyConnected(layer, weights, bias, activation)
    }
  }

  /// One scale for all weights where the reader finds the same multipliers with it, else one an
  /// output channel.
  private func scales(_ layer: LayerContents) throws -> [Float] {
    let (input, output) = (input(layer).scale, output(layer).scale)
    let first = layer.weightScales[0]
    let isFullyConnected = layer.operation == .fullyConnected
    if layer.weightScales.allSatisfy({ $0 == first }) {
      // As TensorFlow Lite multiplies them, see `TFLiteLayerDesign`.
      let product = isFullyConnected ? Double(input * first) : Double(input) * Double(first)
      let requantizer = Requantizer(real: product / Double(output))
      if layer.requantizers.allSatisfy({ $0 == requantizer }) { return [first] }
    }
    try check(
      layer,
      layer.weightScales.map {
        Requantizer(real: Double(input) * Double($0) / Double(output))
      })
    guard layer.weightScales.count > 1 || !isFullyConnected else {
      throw inexpressible(
        layer, "a multiplier that is not that of its scales",
        "the format has scales alone: quantize the model again with this version of edgeasd")
    }
    return layer.weightScales
  }

  private mutating func add(weightsOf layer: LayerContents, _ scales: [Float]) throws -> Int {
    let bytes: [UInt8]
    let element: TFLiteElement
    switch layer.weights {
    case .int8(let values): (element, bytes) = (.int8, values.map { UInt8(bitPattern: $0) })
    case .int4(let values):
      try checkFourBits(layer, scales)
      (element, bytes) = (.int4, Self.packed(values))
    default: preconditionFailure("refused before")
    }
    var isDepthwise = false
    if case .depthwiseConvolution = layer.operation { isDepthwise = true }
    return builder.tensor(
      "\(layer.name)/weights", weightShape(layer), element, scales: scales,
      zeroPoints: [Int64](repeating: 0, count: scales.count), dimension: isDepthwise ? 3 : 0,
      data: bytes)
  }

  /// TensorFlow Lite Micro has 4-bit weights for int8 activations in three operators.
  private func checkFourBits(_ layer: LayerContents, _ scales: [Float]) throws {
    let remedy = "choose int8 weights for the layer"
    guard input(layer).elementType == .int8 else {
      throw inexpressible(layer, "4-bit weights with int16 activations", remedy)
    }
    switch layer.operation {
    case .transposedConvolution:
      throw inexpressible(layer, "4-bit weights of a transposed convolution", remedy)
    case .fullyConnected where scales.count > 1:
      throw inexpressible(
        layer, "4-bit weights with a scale for each unit of a fully connected layer", remedy)
    default: break
    }
  }

  /// Two to a byte, the lower half first.
  private static func packed(_ values: [Int8]) -> [UInt8] {
    stride(from: 0, to: values.count, by: 2).map { index in
      let high = index + 1 < values.count ? values[index + 1] : 0
      return UInt8(bitPattern: values[index]) & 15 | UInt8(bitPattern: high) << 4
    }
  }

  private func weightShape(_ layer: LayerContents) -> [Int] {
    let (input, output) = (input(layer), output(layer))
    switch layer.operation {
    case .convolution(let kernel), .transposedConvolution(let kernel):
      return [output.channels, kernel.height, kernel.width, input.channels]
    case .depthwiseConvolution(let kernel):
      return [1, kernel.height, kernel.width, output.channels]
    default: return [output.channels, input.count]
    }
  }

  private mutating func add(biasOf layer: LayerContents, _ scales: [Float]) throws -> Int {
    let input = input(layer)
    let isNarrow = input.elementType == .int16 && !layer.hasWideAccumulators
    switch layer.operation {
    case .transposedConvolution where isNarrow, .depthwiseConvolution where isNarrow:
      throw inexpressible(
        layer, "sums of 32 bits over int16", "choose sums of 64 bits for the layer")
    default: break
    }
    return builder.tensor(
      "\(layer.name)/bias", [layer.bias.count], layer.hasWideAccumulators ? .int64 : .int32,
      scales: scales.map { input.scale * $0 },
      zeroPoints: [Int64](repeating: 0, count: scales.count),
      data: layer.hasWideAccumulators
        ? layer.bias.littleEndianBytes
        : layer.bias.map { Int32(truncatingIfNeeded: $0) }.littleEndianBytes)
  }

  /// Its output has two axes, whatever the input has; where four are wanted, a reshape follows.
  private mutating func writeFullyConnected(
    _ layer: LayerContents, _ weights: Int, _ bias: Int, _ activation: TFLiteActivation
  ) {
    typealias Field = TFLiteSchema.FullyConnected
    let output = output(layer)
    let isVector = isVector(layer.output)
    let made =
      isVector
      ? place(layer.output) : add(output, [1, output.channels], name: "\(layer.name)/vector")
    builder.operator(
      .fullyConnected, version: 4, inputs: [place(layer.inputs[0]), weights, bias], output: made,
      options: (
        Field.optionsType, [Field.activation: .integer(activation.rawValue)]
      ))
    if !isVector { reshape(made, to: place(layer.output), output.axes, layer) }
  }

  /// Adds a RESHAPE.
  mutating func reshape(_ source: Int, to target: Int, _ shape: [Int], _ layer: LayerContents) {
    typealias Field = TFLiteSchema.Reshape
    let sizes = builder.integers("\(layer.name)/shape", shape, [shape.count])
    builder.operator(
      .reshape, version: 1, inputs: [source, sizes], output: target,
      options: (
        Field.optionsType, [Field.shape: .object(.integers(shape.map { Int32($0) }))]
      ))
  }
}
