import EdgeRuntime
import FloatModels
import Quantization

/// Writes a network as a `.tflite` file, layer by layer.
struct TFLiteExport {
  let network: NetworkContents
  private let ranks: TFLiteRanks
  var builder = TFLiteFileBuilder()
  /// The file's tensor for each of the network's.
  private var places: [Int] = []

  init(_ network: NetworkContents) {
    self.network = network
    ranks = TFLiteRanks(network)
  }

  mutating func file() throws -> [UInt8] {
    places = [add(0, name: "input")]
    for layer in network.layers {
      places.append(add(layer.output, name: layer.name))
      try write(layer)
    }
    return builder.file(
      input: places[0], output: places[places.count - 1], description: "edgeasd")
  }

  private mutating func write(_ layer: LayerContents) throws {
    switch layer.operation {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution:
      try writeLinear(layer)
    case .averagePool(let kernel): try writePool(layer, .averagePool, kernel)
    case .maximumPool(let kernel): try writePool(layer, .maximumPool, kernel)
    case .mean, .add, .concatenate: try writeCombination(layer)
    case .pad, .copy: try writeMoved(layer)
    case .rescale: try writeRescale(layer)
    case .lookup, .logistic, .tanh, .softmax: try writeCurve(layer)
    }
  }
}

extension TFLiteExport {
  /// A tensor of the network.
  func input(_ layer: LayerContents, _ index: Int = 0) -> TensorContents {
    network.tensors[layer.inputs[index]]
  }

  func output(_ layer: LayerContents) -> TensorContents { network.tensors[layer.output] }

  /// The file's index of an input or the output of a layer.
  func place(_ tensor: Int) -> Int { places[tensor] }

  /// Adds a tensor of the network to the file.
  mutating func add(_ index: Int, name: String) -> Int {
    let tensor = network.tensors[index]
    return add(tensor, ranks.isVector[index] ? [1, tensor.channels] : tensor.axes, name: name)
  }

  /// Adds an activation in the format of a tensor of the network.
  mutating func add(_ tensor: TensorContents, _ shape: [Int], name: String) -> Int {
    builder.tensor(
      name, shape, tensor.elementType == .int8 ? .int8 : .int16, scales: [tensor.scale],
      zeroPoints: [Int64(tensor.zeroPoint)])
  }

  /// Whether a tensor has two axes in the file.
  func isVector(_ tensor: Int) -> Bool { ranks.isVector[tensor] }

  /// Adds an operator whose inputs and output are those of a layer.
  mutating func write(
    _ layer: LayerContents, _ builtin: TFLiteBuiltin, version: Int32, and constants: [Int] = [],
    options: (type: UInt8, fields: [Int: FlatField])? = nil
  ) {
    builder.operator(
      builtin, version: version, inputs: layer.inputs.map(place) + constants,
      output: place(layer.output), options: options)
  }

  /// The fused activation that leaves the outputs that a layer's clamp leaves.
  func activation(_ layer: LayerContents) throws -> TFLiteActivation {
    let choices: [TFLiteActivation] = [.none, .relu, .relu6, .reluMinusOneToOne]
    let output = output(layer)
    let fitting = choices.first { $0.clamp(output) == (layer.clampMin, layer.clampMax) }
    guard let fitting else {
      throw inexpressible(
        layer, "outputs between \(layer.clampMin) and \(layer.clampMax)",
        "no fused activation of the format does that")
    }
    return fitting
  }

  func inexpressible(
    _ layer: LayerContents, _ found: String, _ remedy: String
  ) -> InterchangeError.Problem {
    .inexpressible(place: "layer \(layer.name)", found: found, remedy: remedy)
  }

  /// Refuses multipliers that a reader of the file would not find from its scales.
  func check(_ layer: LayerContents, _ expected: [Requantizer?]) throws {
    guard layer.requantizers.map(Optional.init) == expected else {
      throw inexpressible(
        layer, "multipliers other than those of its scales",
        "the format has scales alone: quantize the model again with this version of edgeasd")
    }
  }
}

extension TensorContents {
  /// The shape with four axes.
  var axes: [Int] { [1, height, width, channels] }
}
