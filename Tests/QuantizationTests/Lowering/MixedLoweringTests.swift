import EdgeRuntime
import FloatModels
import Testing

@testable import Quantization

/// Networks of every operation, with every precision.
@Suite struct MixedLoweringTests {
  /// How tensors and weights get their formats.
  enum Precision: String, CaseIterable {
    case int8, q15, wideWeights, narrowWeights, mixed

    func plan(_ fused: FusedGraph, _ draw: inout RandomGraphs) -> PrecisionPlan {
      switch self {
      case .int8: return PrecisionPlan(fused)
      case .q15: return PrecisionPlan(fused, activations: .int16)
      case .wideWeights: return PrecisionPlan(fused, weights: .int16)
      case .narrowWeights: return PrecisionPlan(fused, activations: .int16, weights: .int4)
      case .mixed:
        var plan = PrecisionPlan(fused)
        for tensor in plan.activations.indices where draw.number(0...1) == 0 {
          plan.activations[tensor] = .int16
        }
        for layer in plan.weights.indices {
          plan.weights[layer] = WeightGrid.allCases[draw.number(0...2)]
        }
        return plan
      }
    }
  }

  private static func sample(
    _ precision: Precision, _ graph: Graph, _ draw: inout RandomGraphs
  ) throws -> LoweredSample {
    var plans = draw
    return try LoweredSample(graph, &draw, samples: 6, score: .none) {
      precision.plan($0, &plans)
    }
  }

  /// Operations one by one, on an image that several layers made.
  private static let operations: [(name: String, operation: FloatModels.Operation)] = [
    ("dense", .dense(units: 7)), ("convolution", .convolution(filters: 5, .square(3, stride: 2))),
    (
      "dilated convolution",
      .convolution(
        filters: 2, KernelWindow(height: 2, width: 3, dilationHeight: 2, dilationWidth: 1))
    ),
    ("transposed convolution", .transposedConvolution(filters: 3, .square(3, stride: 2))),
    ("depthwise convolution", .depthwiseConvolution(multiplier: 2, .square(3))),
    ("average pool", .averagePool(.square(3, stride: 2))),
    ("maximum pool", .maximumPool(.square(2))),
    ("mean", .mean([.rows, .columns])), ("mean of channels", .mean(.channels)), ("add", .add),
    ("concatenate", .concatenate(.channels)), ("reshape", .reshape(Shape(vector: 72))),
    ("pad", .pad(Edges(top: 1, bottom: 0, left: 2, right: 1), value: 0.5)), ("ReLU", .relu),
    ("ReLU6", .relu6), ("logistic", .logistic), ("tanh", .tanh), ("softmax", .softmax),
  ]

  /// The operation on one or two convolutions' results, and something behind it.
  private static func graph(_ operation: FloatModels.Operation, _ draw: inout RandomGraphs) -> Graph
  {
    var graph = Graph(input: Shape(height: 6, width: 4, channels: 2), nodes: [])
    for _ in 0..<2 { draw.append(.convolution(filters: 3, .square(3)), [-1], to: &graph) }
    // Beyond six, and far from the other.
    let weights = graph.nodes[1].parameters["weight"]?.values ?? []
    graph.nodes[1].parameters["weight"]?.values = weights.map { 4 * $0 }
    let inputs = operation.inputCounts == 1...1 ? [1] : [0, 1]
    draw.append(operation, inputs, to: &graph)
    draw.append(.relu6, [2], to: &graph)
    draw.append(.dense(units: 4), [3], to: &graph)
    return graph
  }

  @Test(arguments: operations.indices, Precision.allCases)
  func everyOperationStaysWithinItsErrorBound(index: Int, precision: Precision) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      var draw = RandomGraphs(seed: seed)
      let graph = Self.graph(Self.operations[index].operation, &draw)
      try expectWithinBounds(try Self.sample(precision, graph, &draw))
    }
  }

  @Test(arguments: Precision.allCases, 0..<25 as Range<UInt64>)
  func branchedGraphsStayWithinTheirErrorBounds(precision: Precision, seed: UInt64) throws {
    var draw = RandomGraphs(seed: seed)
    let graph = draw.branched(nodes: 12)
    try expectWithinBounds(try Self.sample(precision, graph, &draw))
  }

  private func expectWithinBounds(_ model: LoweredSample) throws {
    for (sample, real) in zip(model.samples, model.activations) {
      let result = IntegerReference(model.lowered).run(model.quantized(sample))
      for layer in model.fused.layers.indices {
        guard let bound = LayerErrorBound(model: model, layer: layer).bound(result.tensors, real)
        else { continue }
        let integer = model.lowered.tensorIndices[layer + 1]
        let error = model.largestError(
          result.tensors[integer], real[layer + 1], integerTensor: integer)
        let fused = model.fused.layers[layer]
        #expect(error <= bound, "\(fused.name), \(fused.operation.kind)")
      }
    }
  }

  @Test(arguments: Precision.allCases, 0..<25 as Range<UInt64>)
  func theDeviceReadsWhatWasLoweredAndComputesTheDefinition(
    precision: Precision, seed: UInt64
  ) throws {
    var draw = RandomGraphs(seed: seed)
    let graph = draw.branched(nodes: 12)
    let model = try Self.sample(precision, graph, &draw)
    let contents = ModelContents(bare: model.lowered.network, metadata: "{}")
    let image = ModelImage(try ModelWriter.write(contents))
    #expect(ModelContents(reading: try image.model()) == contents)
    #expect(try image.model().network(0).activationBytes <= model.lowered.arenaBytes)
    for sample in model.samples {
      let input = model.quantized(sample)
      let wanted = IntegerReference(model.lowered).run(input).tensors.last
      #expect(try BareRun.output(image, input) == wanted)
    }
  }

  @Test(arguments: 0..<25 as Range<UInt64>)
  func everyTensorHasTheTypeThatThePlanGivesIt(seed: UInt64) throws {
    var draw = RandomGraphs(seed: seed)
    let graph = draw.branched(nodes: 12)
    var plans = draw
    let fused = try FusedGraph(graph)
    let plan = Precision.mixed.plan(fused, &plans)
    let model = try Self.sample(.mixed, graph, &draw)
    let network = model.lowered.network
    for tensor in 0...fused.layers.count {
      let found = network.tensors[model.lowered.tensorIndices[tensor]].elementType
      if tensor > 0, fused.layers[tensor - 1].operation.keepsSteps {
        let source = fused.layers[tensor - 1].input
        #expect(found == network.tensors[model.lowered.tensorIndices[source]].elementType)
      } else {
        #expect(found == plan.activations[tensor])
      }
    }
    for (layer, index) in model.lowered.layerIndices.enumerated() {
      guard let index, fused.layers[layer].isLinear else { continue }
      let integer = network.layers[index]
      #expect(integer.weights.bits == plan.weights[layer].bits)
      let isWide = network.tensors[integer.inputs[0]].isWide || plan.weights[layer] == .int16
      #expect(integer.hasWideAccumulators == isWide)
    }
  }

  @Test(arguments: 0..<25 as Range<UInt64>)
  func sixteenBitsAreMuchNearerThanEight(seed: UInt64) throws {
    let ratios = try [Precision.int8, .q15].map { precision in
      var draw = RandomGraphs(seed: seed)
      let graph = draw.branched(nodes: 12)
      let model = try Self.sample(precision, graph, &draw)
      var (signal, noise) = (0.0, 0.0)
      for (sample, real) in zip(model.samples, model.activations) {
        let output = IntegerReference(model.lowered).run(model.quantized(sample)).tensors.last ?? []
        let steps = TensorQuantization(try #require(model.lowered.network.tensors.last))
        for (integer, wanted) in zip(output, real.last ?? []) {
          let error = Double(steps.dequantize(integer)) - wanted
          (signal, noise) = (signal + wanted * wanted, noise + error * error)
        }
      }
      return signal / noise
    }
    // int8 weights remain: what their rounding costs is the same in both.
    #expect(ratios[0] > 30 && ratios[1] > ratios[0])
  }
}
