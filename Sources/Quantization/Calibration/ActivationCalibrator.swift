import FloatModels

/// Runs the folded float network over clips and keeps the distribution of every activation.
/// Memory does not grow with the number of clips.
public struct ActivationCalibrator: Sendable {
  /// The network that is calibrated.
  public let fused: FusedGraph
  /// Clips that held at least one window.
  public private(set) var clipCount = 0
  /// Windows seen.
  public private(set) var windowCount = 0
  /// Clips shorter than a window.
  public private(set) var warnings: [QuantizationWarning] = []

  private let network: Network
  private let gatherer: WindowGatherer
  private let windowing: Windowing
  private let bands: Int
  private var histograms: [ActivationHistogram]
  /// Extremes of each tensor's channels.
  private var channels: [ChannelExtremes]
  private static let batch = 32

  /// - Throws: `QuantizationError` where the model cannot be lowered or contradicts itself.
  public init(_ model: FloatModel) throws(QuantizationError) {
    fused = try FusedGraph(model.graph)
    do { network = try Network(fused.graph) } catch { throw .badGraph(error) }
    gatherer = try WindowGatherer(model)
    windowing = model.windowing
    bands = model.frontEnd.bands
    histograms = Array(repeating: ActivationHistogram(), count: fused.layers.count + 1)
    let shapes = (0...fused.layers.count).map(fused.shape(ofTensor:))
    channels = shapes.map { ChannelExtremes(channels: $0.channels) }
  }

  /// Adds a clip's frames, Q9 log2 units, `frames × bands`.
  /// - Throws: `QuantizationError.badFrames`; `.notFinite` where the network overflows.
  public mutating func observe(_ frames: [Int16]) throws(QuantizationError) {
    let windows = try gatherer.windowCount(values: frames.count)
    guard windows > 0 else {
      warnings.append(
        .clipTooShort(frames: frames.count / bands, needed: windowing.framesPerWindow))
      return
    }
    clipCount += 1
    windowCount += windows
    var batch: [Float] = []
    for first in stride(from: 0, to: windows, by: Self.batch) {
      batch.removeAll(keepingCapacity: true)
      let last = min(first + Self.batch, windows)
      for index in first..<last { gatherer.append(index, of: frames, to: &batch) }
      try add(batch, to: 0, name: "the input")
      let activations = network.activations(of: batch, batch: last - first)
      for (layer, node) in fused.resultNodes.enumerated() {
        try add(activations[node], to: layer + 1, name: fused.layers[layer].name)
      }
    }
  }

  private mutating func add(_ values: [Float], to tensor: Int, name: String)
    throws(QuantizationError)
  {
    let finite = values.withUnsafeBufferPointer { histograms[tensor].add($0) }
    guard finite else { throw .notFinite(what: "an activation of \(name)") }
    channels[tensor].add(values)
  }

  /// The range of the input and of every layer's result.
  /// - Throws: `QuantizationError.nothingToCalibrateOn` when no window was seen.
  public func ranges(_ method: CalibrationMethod) throws(QuantizationError) -> [ActivationRange] {
    guard windowCount > 0 else { throw .nothingToCalibrateOn(clips: warnings.count) }
    return histograms.map { method.range(of: $0) }
  }

  /// Factors that let the channels of each tensor fill its steps alike.
  /// - Throws: `QuantizationError.nothingToCalibrateOn` when no window was seen.
  public func equalization() throws(QuantizationError) -> ChannelEqualization {
    guard windowCount > 0 else { throw .nothingToCalibrateOn(clips: warnings.count) }
    return ChannelEqualization(
      balancing: fused, channelMaxima: channels.dropFirst().map(\.maxima))
  }

  /// The extremes of the input and of every layer's result once `equalization` is applied.
  func extremes(_ equalization: ChannelEqualization) -> [ActivationRange] {
    channels.enumerated().map { tensor, channels in
      channels.range(scaledBy: tensor == 0 ? nil : equalization.factors[tensor - 1])
    }
  }
}
