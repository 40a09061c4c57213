import FloatModels
import Training

/// Fine-tuning for a plan's rounding.
extension Preparation {
  /// The same with weights that were taught to live with the plan's integers.
  ///
  /// - Parameter clips: frames in Q9 log2 units, `frames × bands`.
  /// - Throws: `TrainingError` for a network that cannot be trained, `QuantizationError`.
  func fineTuned(
    for plan: PrecisionPlan, on clips: [[Int16]], _ options: FineTuningOptions
  ) throws -> Preparation {
    let lowered = try lowered(plan)
    let gatherer = try WindowGatherer(model)
    let windows = try WindowSource(
      clips: clips.map(gatherer.standardized), bands: model.frontEnd.bands,
      windowing: model.windowing)
    let (graph, _) = try FineTuning.run(
      graph: fused.graph, quantization: FakeQuantization(lowered, of: fused, plan),
      windows: windows, hidden: try hidden(),
      options: .fineTuning(epochs: options.epochs, threads: options.threads),
      progress: options.progress, shouldStop: options.shouldStop)
    var tuned = self
    for (index, layer) in fused.layers.enumerated() where layer.isLinear {
      let node = graph.nodes[fused.layerNodes[index]]
      tuned.fused.layers[index].weight = node.parameters["weight"]?.values ?? layer.weight
      tuned.fused.layers[index].bias = node.parameters["bias"]?.values ?? layer.bias
      tuned.fused.adoptParameters(ofLayer: index)
      if let integer = lowered.layerIndices[index] {
        tuned.tunedScales[index] = lowered.network.layers[integer].weightScales
      }
    }
    // Biases were learned with the weights, and these with their rounding.
    tuned.correctsBias = false
    tuned.rounding = nil
    return tuned
  }

  /// Part of the windows that the network predicts and does not see; nil where it sees all.
  private func hidden() throws -> Range<Int>? {
    guard case .interpolationError(let first) = model.score else { return nil }
    return first..<first + (try Network(fused.graph).outputShape.count)
  }
}

/// How weights are fine-tuned.
public struct FineTuningOptions: Sendable {
  /// Passes over the calibration clips.
  public var epochs: Int
  /// Threads; any number gives the same bytes.
  public var threads: Int
  /// Called a few times a second.
  public var progress: @Sendable (TrainingProgress) -> Void
  /// Asked before each batch.
  public var shouldStop: @Sendable () -> Bool

  /// Options for so many epochs.
  public init(
    epochs: Int, threads: Int = 2,
    progress: @escaping @Sendable (TrainingProgress) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.epochs = epochs
    self.threads = threads
    self.progress = progress
    self.shouldStop = shouldStop
  }
}

extension FakeQuantization {
  /// What a lowered network rounds, by the nodes of the graph that it came from.
  fileprivate init(_ lowered: LoweredNetwork, of fused: FusedGraph, _ plan: PrecisionPlan) {
    self.init(nodes: Array(repeating: Node(), count: fused.graph.nodes.count))
    for (tensor, steps) in lowered.rounding(of: fused).tensors {
      let ends = steps.elementType.range
      let grid = Activation(
        scale: steps.scale, zeroPoint: steps.zeroPoint, low: Int32(ends.lowerBound),
        high: Int32(ends.upperBound))
      if tensor == 0 { input = grid } else { nodes[fused.resultNodes[tensor - 1]].output = grid }
    }
    for (layer, integer) in lowered.layerIndices.enumerated() where fused.layers[layer].isLinear {
      guard let integer else { continue }
      nodes[fused.layerNodes[layer]].weights = Weights(
        bits: plan.weights[layer].bits, scales: lowered.network.layers[integer].weightScales)
    }
  }
}
