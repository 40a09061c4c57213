import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite struct ChannelEqualizationTests {
  /// A network whose channels reach very different maxima.
  private static func uneven(_ operations: [FloatModels.Operation], input: Shape, seed: UInt64)
    throws
    -> (FusedGraph, [[Float]])
  {
    var draw = RandomGraphs(seed: seed)
    let fused = try FusedGraph(draw.chain(input: input, operations))
    let maxima = fused.layers.map { layer in
      (0..<layer.outputs).map { _ in Float(0.05 * 400.power(draw.random.uniform())) }
    }
    return (fused, maxima)
  }

  private static let dense: [FloatModels.Operation] = [
    .dense(units: 12), .batchNorm(epsilon: 1e-3), .relu, .dense(units: 7), .relu, .dense(units: 9),
  ]
  private static let convolutional: [FloatModels.Operation] = [
    .convolution(filters: 5, .square(3, stride: 2)), .relu,
    .transposedConvolution(filters: 4, .square(3, stride: 2)), .relu, .dense(units: 6),
  ]

  @Test(arguments: [true, false], [1, 2, 3] as [UInt64])
  func functionStaysTheSameToTheBit(isDense: Bool, seed: UInt64) throws {
    let input = isDense ? Shape(vector: 9) : Shape(height: 4, width: 4, channels: 2)
    let (fused, maxima) = try Self.uneven(
      isDense ? Self.dense : Self.convolutional, input: input, seed: seed)
    let equalization = ChannelEqualization(balancing: fused, channelMaxima: maxima)
    #expect(equalization.factors.contains { $0.contains { $0 != 1 } })
    var draw = RandomGraphs(seed: seed + 100)
    let sample = draw.input(input.count).map { Double($0) }
    #expect(
      ReferenceNetwork.output(equalization.applied(to: fused).graph, sample)
        == ReferenceNetwork.output(fused.graph, sample))
  }

  @Test(arguments: [true, false], [1, 2, 3] as [UInt64])
  func factorsAreFoundAgainInTheLoweredNetwork(isDense: Bool, seed: UInt64) throws {
    let input = isDense ? Shape(vector: 9) : Shape(height: 4, width: 4, channels: 2)
    var operations = isDense ? Self.dense : Self.convolutional
    operations[operations.count - 1] = .dense(units: input.count)
    let (fused, maxima) = try Self.uneven(operations, input: input, seed: seed)
    let equalization = ChannelEqualization(balancing: fused, channelMaxima: maxima)
    let ranges = [ActivationRange](
      repeating: ActivationRange(minimum: -5, maximum: 5), count: fused.layers.count + 1)
    let lowered = try equalization.applied(to: fused).lowered(
      ranges: ranges, inputMean: -60, inputDeviation: 1)
    let found = ChannelEqualization(
      of: lowered.network, layers: lowered.layerIndices, loweredFrom: fused)
    #expect(found == equalization)
  }

  @Test func quietChannelsAreLiftedAndLoudOnesLowered() throws {
    let graph = Graph(
      input: Shape(vector: 2),
      nodes: [
        Node(
          name: "a", operation: .dense(units: 3), inputs: [Node.graphInput],
          parameters: [
            "weight": Tensor(shape: [3, 2], values: [1, 0, 0, 1, 1, 1]),
            "bias": Tensor(shape: [3]),
          ]),
        Node(name: "relu", operation: .relu, inputs: [0]),
        Node(
          name: "b", operation: .dense(units: 2), inputs: [1],
          parameters: [
            "weight": Tensor(shape: [2, 3], values: [1, 1, 0.25, 1, 1, 0.25]),
            "bias": Tensor(shape: [2]),
          ]),
      ])
    let equalization = ChannelEqualization(
      balancing: try FusedGraph(graph), channelMaxima: [[16, 1, 16], [1, 1]])
    // √(weight / activation): √(1/1), √(1/(1/16)), √(¼/1).
    #expect(equalization.factors == [[1, 4, 0.5], [1, 1]])
  }

  @Test func deadChannelsKeepTheirScale() throws {
    let (fused, maxima) = try Self.uneven(Self.dense, input: Shape(vector: 9), seed: 4)
    let silent = maxima.map { $0.map { _ in Float(0) } }
    #expect(
      ChannelEqualization(balancing: fused, channelMaxima: silent)
        == ChannelEqualization(noneFor: fused))
  }
}

extension Double {
  /// `self^exponent` for `self` > 1 and an exponent in 0…1, roughly.
  fileprivate func power(_ exponent: Double) -> Double {
    (1 + exponent * (squareRoot() - 1)) * (1 + exponent * (squareRoot() - 1))
  }
}
