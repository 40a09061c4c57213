import FloatModels
import Testing

@testable import Quantization

@Suite struct MeanShiftTests {
  private static let image = Shape(height: 5, width: 4, channels: 3)

  /// Layers that see no padding, so that every output of a channel has the same mean error.
  private static let operations: [FloatModels.Operation] = [
    .dense(units: 6), .convolution(filters: 6, window(2, 3)),
    .depthwiseConvolution(multiplier: 2, window(3, 2)),
  ]

  private static func window(_ height: Int, _ width: Int) -> KernelWindow {
    KernelWindow(height: height, width: width, padding: .valid)
  }

  @Test(arguments: operations.indices, 0..<5 as Range<UInt64>)
  func theCorrectedLayerHasTheFloatMeans(index: Int, seed: UInt64) throws {
    // Weights so coarse that the means shift, on inputs that are not centred.
    var draw = RandomGraphs(seed: seed)
    let fused = try FusedGraph(draw.chain(input: Self.image, [Self.operations[index]]))
    let layer = fused.layers[0]
    let means = (0..<3).map { _ in 0.5 + draw.random.uniform() }
    let samples = (0..<200).map { _ in
      (0..<Self.image.count).map { means[$0 % 3] + draw.random.normal() }
    }
    let measured = (0..<3).map { channel in
      samples.reduce(0.0) { sum, sample in
        sum + stride(from: channel, to: sample.count, by: 3).reduce(0) { $0 + sample[$1] }
      } / Double(samples.count * Self.image.count / 3)
    }
    let scales = (0..<layer.outputs).map { _ in Float(0.4) }
    var rounded = fused
    for place in layer.weight.indices {
      rounded.layers[0].weight[place] =
        Float(WeightGrid.int4.quantize(layer.weight[place], scale: 0.4)) * 0.4
    }
    var corrected = rounded
    corrected.layers[0].bias = MeanShift.correctedBias(
      layer, grid: .int4, scales: scales, means: measured)
    let wanted = Self.means(fused, samples)
    let (before, after) = (Self.means(rounded, samples), Self.means(corrected, samples))
    let shift = zip(before, wanted).map { abs($0 - $1) }.max() ?? 0
    #expect(shift > 0.1)
    // A dense layer weighs each pixel for itself, whose mean is not exactly its channel's.
    let rest = zip(after, wanted).map { abs($0 - $1) }.max() ?? 0
    #expect(rest < shift / 3)
  }

  /// Mean of each output channel.
  private static func means(_ fused: FusedGraph, _ samples: [[Double]]) -> [Double] {
    var fused = fused
    fused.adoptParameters(ofLayer: 0)
    let channels = fused.layers[0].outputs
    var sums = [Double](repeating: 0, count: channels)
    var count = 0.0
    for sample in samples {
      let output = ReferenceNetwork.output(fused.graph, sample)
      for (place, value) in output.enumerated() { sums[place % channels] += value }
      count += Double(output.count / channels)
    }
    return sums.map { $0 / count }
  }

  @Test func weightsThatAreExactLeaveTheBias() throws {
    let graph = Graph(
      input: Shape(vector: 2),
      nodes: [
        Node(
          name: "a", operation: .dense(units: 1), inputs: [-1],
          parameters: [
            "weight": Tensor(shape: [1, 2], values: [0.5, -3]),
            "bias": Tensor(shape: [1], values: [7]),
          ])
      ])
    let layer = try FusedGraph(graph).layers[0]
    #expect(
      MeanShift.correctedBias(layer, grid: .int8, scales: [0.5], means: [9, 100]) == [7])
    // 0.5 becomes 1 at steps of 1: a half of 9 too much. Beyond 7 steps nothing is left of -3.
    #expect(
      MeanShift.correctedBias(layer, grid: .int4, scales: [1], means: [9, 100]) == [2.5])
    #expect(
      MeanShift.correctedBias(layer, grid: .int4, scales: [0.25], means: [9, 100])
        == [7 - 100 * 1.25])
  }
}
