import EdgeRuntime
import FloatModels

/// How far each layer of a device model is from the float model that it was made from.
public struct LayerErrors: Sendable {
  /// One layer's error, with the errors of all layers before it.
  public struct Layer: Sendable, Equatable {
    /// Name of the float node it came from.
    public var name: String
    /// Signal to quantization noise in dB, a last layer that is scored by its sums at their
    /// precision; nil for an output that is zero throughout, infinite without any error.
    public var signalToNoise: Double?
  }

  private let trial: ClipTrial
  private let names: [String]
  private var measurement: LayerMeasurement

  /// - Parameter windowsPerClip: windows that are compared, evenly spread over each clip.
  /// - Throws: `QuantizationError` where the two models are not of the same make, `ModelError`.
  public init(
    _ image: ModelImage, against float: FloatModel, windowsPerClip: Int = 4
  ) throws {
    let fused = try FusedGraph(float.graph)
    let contents = ModelContents(reading: try image.model())
    let network = contents.networks[0]
    let match = try LayerMatch(network, fused)
    let equalized = ChannelEqualization(
      of: network, layers: match.layerIndices, loweredFrom: fused
    ).applied(to: fused)
    trial = ClipTrial(
      image: image, network: network, match: match, float: try Network(equalized.graph),
      resultNodes: fused.resultNodes, gatherer: try WindowGatherer(float), score: float.score,
      measuredWindows: windowsPerClip, bands: BandStatistics(contents))
    names = fused.layers.map(\.name)
    measurement = LayerMeasurement(tensors: match.tensorIndices.count)
  }

  /// Compares the layers on a clip's frames, Q9 log2 units, `frames × bands`.
  public mutating func observe(_ frames: [Int16]) throws {
    measurement.add(try trial.run(CalibrationClip(frames)).measurement)
  }

  /// In execution order.
  public var layers: [Layer] {
    zip(names, measurement.ratios.dropFirst()).map {
      Layer(name: $0, signalToNoise: $1.decibels)
    }
  }
}
