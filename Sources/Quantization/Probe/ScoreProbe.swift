import Dispatch
import FloatModels
import Synchronization

/// The float network on sample windows, and what becomes of its output when parts of it are rounded
/// as integers would round them.
struct ScoreProbe: Sendable {
  let fused: FusedGraph
  private let network: Network
  private let parts: [Part]
  private let score: ScoreDescription
  /// Windows of each decision, in order.
  private let groups: [Int]

  /// Windows that go through the network together, with all that it computed of them.
  private struct Part: Sendable {
    let batch: Int
    let input: [Float]
    let activations: [[Float]]
  }

  private static let batch = 8

  /// - Parameters:
  ///   - inputs: windows as the network sees them, one after the other.
  ///   - score: what is made of the output.
  ///   - groups: how many windows make each decision; nil takes each for one.
  /// - Throws: `QuantizationError.inconsistentModel` where the output has not the size that the score
  ///   needs.
  init(
    _ fused: FusedGraph, inputs: [Float], score: ScoreDescription = .meanSquaredError,
    groups: [Int]? = nil
  ) throws(QuantizationError) {
    do { network = try Network(fused.graph) } catch { throw .badGraph(error) }
    self.fused = fused
    let size = fused.input.count
    let outputs = network.outputShape.count
    try score.check(outputs: outputs, inputs: size)
    self.score = score
    let count = inputs.count / size
    self.groups = groups ?? Array(repeating: 1, count: count)
    let network = network
    parts = Self.concurrently((count + Self.batch - 1) / Self.batch) { number in
      let windows = number * Self.batch..<min((number + 1) * Self.batch, count)
      let input = Array(inputs[windows.lowerBound * size..<windows.upperBound * size])
      return Part(
        batch: windows.count, input: input,
        activations: network.activations(of: input, batch: windows.count))
    }
  }

  /// What is rounded: tensors of the fused graph, and weights of its layers.
  struct Rounding: Sendable {
    var tensors: [Int: TensorQuantization] = [:]
    /// A node with the weights that the integers stand for, by layer.
    var layers: [Int: Node] = [:]
  }

  /// The output with parts rounded, beside the float one.
  func deviation(_ rounding: Rounding) -> OutputDeviation {
    let last = fused.graph.nodes.count - 1
    let deviations = Self.concurrently(parts.count) { number in
      let part = parts[number]
      let output = self.output(part, rounding)
      var deviation = OutputDeviation()
      var scores: [OutputDeviation.Scores] = []
      let real = part.activations[last]
      let (inputs, outputs) = (part.input.count / part.batch, real.count / part.batch)
      for window in 0..<part.batch {
        let span = window * outputs..<(window + 1) * outputs
        scores.append(
          deviation.addWindow(
            input: part.input[window * inputs..<(window + 1) * inputs], real: real[span],
            other: output[span], by: score))
      }
      return (deviation, scores)
    }
    var deviation = OutputDeviation()
    for (part, _) in deviations { deviation.add(part) }
    var scores = deviations.flatMap(\.1)[...]
    for count in groups {
      deviation.addDecision(
        scores.prefix(count).reduce(into: OutputDeviation.Scores()) {
          $0.real += $1.real
          $0.other += $1.other
        })
      scores = scores.dropFirst(count)
    }
    return deviation
  }

  private func output(_ part: Part, _ rounding: Rounding) -> [Float] {
    // Where a rounded layer's own result is rounded too, the result has to be that of its weights.
    guard rounding.layers.isEmpty || rounding.tensors.isEmpty else {
      return roundedThroughout(part, rounding)
    }
    var changes: [Int: [Float]] = [:]
    for (tensor, steps) in rounding.tensors {
      let node = tensor == 0 ? Node.graphInput : fused.resultNodes[tensor - 1]
      changes[node] = steps.rounded(tensor == 0 ? part.input : part.activations[node])
    }
    let nodes = Dictionary(
      uniqueKeysWithValues: rounding.layers.map { (fused.layerNodes[$0.key], $0.value) })
    return network.output(
      replaying: part.activations, input: part.input, batch: part.batch, changing: changes,
      nodes: nodes)
  }

  /// One layer after the other, each on what the ones before it left.
  private func roundedThroughout(_ part: Part, _ rounding: Rounding) -> [Float] {
    let nodes = Dictionary(
      uniqueKeysWithValues: rounding.layers.map { (fused.layerNodes[$0.key], $0.value) })
    var steps: [Int: TensorQuantization] = [:]
    for (tensor, quantization) in rounding.tensors where tensor > 0 {
      steps[fused.resultNodes[tensor - 1]] = quantization
    }
    let input = rounding.tensors[0]?.rounded(part.input) ?? part.input
    return network.output(of: input, batch: part.batch, nodes: nodes) { node, values in
      steps[node]?.rounded(values) ?? values
    }
  }

  /// How near a layer's own output comes when its weights and its result are rounded, and nothing
  /// before it is.
  func localRatio(
    layer: Int, node: Node?, steps: TensorQuantization?
  ) -> SignalToNoise {
    let result = fused.resultNodes[layer]
    let ratios = Self.concurrently(parts.count) { number in
      let part = parts[number]
      var values = part.activations[result]
      if let node {
        values = network.output(
          of: result, replaying: part.activations, input: part.input, batch: part.batch,
          nodes: [fused.layerNodes[layer]: node])
      }
      if let steps { values = steps.rounded(values) }
      var ratio = SignalToNoise()
      for (real, other) in zip(part.activations[result], values) {
        ratio.add(Double(real), Double(other))
      }
      return ratio
    }
    return ratios.reduce(into: SignalToNoise()) { $0.add($1) }
  }

  /// Calls `body` for each of `count` numbers, several at a time; results in order.
  private static func concurrently<Result: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { number in
      let result = body(number)
      results.withLock { $0[number] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}

extension TensorQuantization {
  /// What the integers nearest to reals stand for.
  func rounded(_ values: [Float]) -> [Float] {
    let ends = elementType.range
    let low = Float(ends.lowerBound - Int64(zeroPoint))
    let high = Float(ends.upperBound - Int64(zeroPoint))
    let inverse = 1 / scale
    let step = scale
    return values.map { min(max(($0 * inverse).rounded(), low), high) * step }
  }
}
