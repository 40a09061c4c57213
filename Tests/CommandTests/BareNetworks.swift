import Datasets
import EdgeRuntime
import FloatModels
import Foundation
import Quantization

/// Models of bare networks in a folder that goes with them.
final class BareNetworks {
  let folder = NSTemporaryDirectory() + "edgeasd-bare-\(UUID().uuidString)"
  /// int8, two inputs of zero point -3 and scale 0.5, two outputs of zero point 5 and scale 0.25;
  /// see `outputs`.
  var dense: String { folder + "/dense.easd" }
  /// Each of 2 × 2 int8 pixels doubled.
  var image: String { folder + "/image.easd" }
  /// int16 of scale 0.001 in and out, three elements as they are.
  var wide: String { folder + "/wide.easd" }
  /// `a - b / 2` and `b / 4`, in float.
  var float: String { folder + "/float.safetensors" }

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try write(Self.denseNetwork, to: dense)
    try write(Self.imageNetwork, to: image)
    try write(Self.wideNetwork, to: wide)
    try Self.floatModel.save(to: float)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// What `dense` gives for pairs.
  static func outputs(_ pairs: [[Int]]) -> [Int8] {
    pairs.flatMap { pair in
      let sum = 2 * (pair[0] + 3) - (pair[1] + 3) + 2
      return [sum + 5, -sum + 5].map { Int8(max(-128, min(127, $0))) }
    }
  }

  /// Writes an array and returns its path.
  func save(_ name: String, _ shape: [Int], _ elements: NumpyArray.Elements) throws -> String {
    let path = "\(folder)/\(name).npy"
    try NumpyFile.write(NumpyArray(shape: shape, elements: elements), to: path)
    return path
  }

  /// Names of the files there, but for the models and those of `save`.
  func others(than names: String...) throws -> [String] {
    let own =
      ["dense.easd", "image.easd", "wide.easd", "float.safetensors"] + names.map { $0 + ".npy" }
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { !own.contains($0) }
  }

  /// Writes a bare network.
  func write(_ network: NetworkContents, to path: String) throws {
    let contents = ModelContents(bare: network, metadata: "{}")
    try Data(ModelWriter.write(contents)).write(to: URL(fileURLWithPath: path))
  }

  /// `dense` with weights of 16 bits, which have sums of 64.
  func writeSixteenBitWeights(to path: String) throws {
    var network = Self.denseNetwork
    network.layers[0].weights = .int16([2, -1, -2, 1])
    network.layers[0].hasWideAccumulators = true
    try write(network, to: path)
  }

  /// Times one.
  private static let same = Requantizer(multiplier: 1 << 30, shift: 1)

  private static var denseNetwork: NetworkContents {
    NetworkContents(
      tensors: [
        TensorContents(height: 1, width: 1, channels: 2, scale: 0.5, zeroPoint: -3, arenaOffset: 0),
        TensorContents(
          height: 1, width: 1, channels: 2, scale: 0.25, zeroPoint: 5, arenaOffset: 16),
      ],
      layers: [
        LayerContents(
          name: "dense */ of all", operation: .fullyConnected, inputs: [0], output: 1,
          weights: .int8([2, -1, -2, 1]), bias: [2, -2], weightScales: [0.5, 0.5],
          requantizers: [same, same], clampMin: -128, clampMax: 127)
      ])
  }

  private static var imageNetwork: NetworkContents {
    let tensors = [0, 16].map {
      TensorContents(height: 2, width: 2, channels: 1, scale: 1, zeroPoint: 0, arenaOffset: $0)
    }
    let kernel = KernelGeometry(
      height: 1, width: 1, strideHeight: 1, strideWidth: 1, padTop: 0, padLeft: 0)
    return NetworkContents(
      tensors: tensors,
      layers: [
        LayerContents(
          name: "twice", operation: .convolution(kernel), inputs: [0], output: 1,
          weights: .int8([2]), bias: [0], weightScales: [1], requantizers: [same], clampMin: -128,
          clampMax: 127)
      ])
  }

  private static var wideNetwork: NetworkContents {
    let tensors = [0, 16].map {
      TensorContents(
        height: 1, width: 1, channels: 3, elementType: .int16, scale: 0.001, zeroPoint: 0,
        arenaOffset: $0)
    }
    return NetworkContents(
      tensors: tensors,
      layers: [
        LayerContents(
          name: "copy", operation: .copy, inputs: [0], output: 1, clampMin: -32768, clampMax: 32767)
      ])
  }

  /// Its mean and deviation would change everything.
  private static var floatModel: FloatModel {
    let node = Node(
      name: "dense", operation: .dense(units: 2), inputs: [Node.graphInput],
      parameters: [
        "weight": Tensor(shape: [2, 2], values: [1, -0.5, 0, 0.25]), "bias": Tensor(shape: [2]),
      ])
    return FloatModel(
      family: "other", graph: Graph(input: Shape(vector: 2), nodes: [node]),
      inputMean: 100, inputDeviation: 10, frontEnd: .features(sourceBands: 2, bands: 2),
      windowing: Windowing(framesPerWindow: 1, framesPerStep: 1, windowsPerDecision: 1),
      record: [:])
  }
}
