import EdgeRuntime
import FloatModels

@testable import Quantization

/// A fused graph, its integers calibrated on samples, and the samples' real activations.
struct LoweredSample {
  let fused: FusedGraph
  let lowered: LoweredNetwork
  let samples: [[Float]]
  /// By sample, tensor of the fused graph, and element.
  let activations: [[[Double]]]

  /// - Parameters:
  ///   - plan: int8 throughout where nil.
  ///   - score: none for a graph whose output is not compared with its input.
  init(
    _ graph: Graph, _ draw: inout RandomGraphs, samples count: Int = 12,
    score: ScoreDescription = .meanSquaredError, plan: ((FusedGraph) -> PrecisionPlan)? = nil
  ) throws {
    let folded = try FusedGraph(graph)
    let drawn = (0..<count).map { _ in draw.input(graph.input.count) }
    let real = drawn.map { sample in
      let all = ReferenceNetwork.activations(folded.graph, sample.map { Double($0) })
      return [sample.map { Double($0) }] + folded.resultNodes.map { all[$0] }
    }
    let ranges = real[0].indices.map { tensor in
      let values = real.flatMap { $0[tensor] }
      return ActivationRange(minimum: Float(values.min() ?? 0), maximum: Float(values.max() ?? 0))
    }
    (fused, samples, activations) = (folded, drawn, real)
    lowered = try fused.lowered(
      LoweringOptions(
        ranges: ranges, plan: plan?(folded) ?? PrecisionPlan(folded), inputMean: -60,
        inputDeviation: 2, score: score))
  }

  /// The integer input for a sample.
  func quantized(_ sample: [Float]) -> [Int64] {
    let steps = TensorQuantization(lowered.network.tensors[0])
    return sample.map { Int64(steps.quantize($0)) }
  }

  /// Largest distance between integers and what they stand for.
  func largestError(_ integers: [Int64], _ real: [Double], integerTensor: Int) -> Double {
    let tensor = lowered.network.tensors[integerTensor]
    return zip(integers, real).map {
      abs(Double($0 - Int64(tensor.zeroPoint)) * Double(tensor.scale) - $1)
    }.max() ?? 0
  }
}

extension FusedGraph {
  /// Lowered to int8 throughout, for a score.
  func lowered(
    ranges: [ActivationRange], inputMean: Float, inputDeviation: Float
  ) throws -> LoweredNetwork {
    try lowered(
      LoweringOptions(
        ranges: ranges, plan: PrecisionPlan(self), inputMean: inputMean,
        inputDeviation: inputDeviation))
  }
}
