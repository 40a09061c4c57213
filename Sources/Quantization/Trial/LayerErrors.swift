import EdgeRuntime
import FloatModels

/// How far each layer of a device model is from the float model that it was made from.
public struct LayerErrors: Sendable {
  /// One layer's error, with the errors of all layers before it.
  public struct Layer: Sendable, Equatable {
    /// Name of the float node it came from.
    public var name: String
    /// Signal to quantization noise in dB, the last layer at accumulator precision; nil for an
    /// output that is zero throughout, infinite without any error.
    public var signalToNoise: Double?
  }

  private let trial: ClipTrial
  private var ratios: [SignalToNoise]

  /// - Parameter windowsPerClip: windows that are compared, evenly spread over each clip.
  /// - Throws: `QuantizationError` where the two models are not of the same make, `ModelError`.
  public init(
    _ image: ModelImage, against float: FloatModel, windowsPerClip: Int = 4
  ) throws {
    let fused = try FusedGraph(float.graph)
    let network = ModelContents(reading: try image.model()).networks[0]
    guard network.layers.count == fused.layers.count else {
      throw QuantizationError.inconsistentModel(
        what: "layers of the device model", found: network.layers.count,
        expected: fused.layers.count)
    }
    for (integer, layer) in zip(network.layers, fused.layers) {
      guard integer.weights.count == layer.weight.count, integer.bias.count == layer.bias.count
      else {
        throw QuantizationError.inconsistentModel(
          what: "weights of \(integer.name) in the device model", found: integer.weights.count,
          expected: layer.weight.count)
      }
    }
    trial = ClipTrial(
      image: image, network: network,
      equalization: ChannelEqualization(of: network, loweredFrom: fused),
      float: try Network(fused.graph),
      resultNodes: fused.resultNodes, gatherer: try WindowGatherer(float),
      measuredWindows: windowsPerClip)
    ratios = network.tensors.map { _ in SignalToNoise() }
  }

  /// Compares the layers on a clip's frames, Q9 log2 units, `frames × bands`.
  public mutating func observe(_ frames: [Int16]) throws {
    let outcome = try trial.run(frames)
    for index in ratios.indices { ratios[index].add(outcome.ratios[index]) }
  }

  /// In execution order.
  public var layers: [Layer] {
    zip(trial.network.layers, ratios.dropFirst()).map {
      Layer(name: $0.name, signalToNoise: $1.decibels)
    }
  }
}
