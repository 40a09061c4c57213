import EdgeRuntime
import FloatModels
import Testing

@testable import Quantization

/// Where layers come in that only bring a tensor to other steps, and where they do not.
@Suite struct RescalingTests {
  private static func kinds(_ lowered: LoweredNetwork) -> [String] {
    lowered.network.layers.map { "\($0.operation)".prefix { $0.isLetter }.description }
  }

  private static func lowered(
    _ layers: [(FloatModels.Operation, [Int])],
    input: Shape = Shape(height: 4, width: 4, channels: 2),
    wide: Set<Int> = []
  ) throws -> LoweredNetwork {
    var draw = RandomGraphs(seed: 5)
    var graph = Graph(input: input, nodes: [])
    for (operation, inputs) in layers { draw.append(operation, inputs, to: &graph) }
    return try LoweredSample(graph, &draw, samples: 3, score: .none) { fused in
      var plan = PrecisionPlan(fused)
      for tensor in wide { plan.activations[tensor] = .int16 }
      return plan
    }.lowered
  }

  private static let convolution = FloatModels.Operation.convolution(filters: 2, .square(3))

  @Test func summandsOfOneTypeNeedNone() throws {
    let lowered = try Self.lowered([(Self.convolution, [-1]), (.add, [-1, 0])])
    #expect(Self.kinds(lowered) == ["convolution", "add"])
  }

  @Test func aSummandOfTheOtherTypeIsBroughtToTheSumsType() throws {
    let lowered = try Self.lowered([(Self.convolution, [-1]), (.add, [-1, 0])], wide: [0])
    #expect(Self.kinds(lowered) == ["convolution", "rescale", "add"])
    let network = lowered.network
    #expect(network.layers[1].name == "node.1.input0" && network.layers[1].inputs == [0])
    #expect(network.layers[2].inputs == [2, 1])
    #expect(network.tensors.map(\.isWide) == [true, false, false, false])
    #expect(lowered.layerIndices == [0, 2] && lowered.tensorIndices == [0, 1, 3])
    let wide = try Self.lowered([(Self.convolution, [-1]), (.add, [-1, 0])], wide: [2])
    #expect(Self.kinds(wide) == ["convolution", "rescale", "rescale", "add"])
  }

  @Test func whatOnlyAConcatenationReadsIsMadeInItsSteps() throws {
    let lowered = try Self.lowered([
      (Self.convolution, [-1]), (Self.convolution, [-1]), (.concatenate(.channels), [0, 1]),
    ])
    #expect(Self.kinds(lowered) == ["convolution", "convolution", "concatenate"])
    let scales = lowered.network.tensors.dropFirst().map(\.scale)
    #expect(scales.allSatisfy { $0 == scales[0] })
  }

  @Test func whatOthersReadTooIsRescaledForAConcatenation() throws {
    let lowered = try Self.lowered([
      (Self.convolution, [-1]), (Self.convolution, [0]), (.concatenate(.rows), [0, 1]),
    ])
    #expect(Self.kinds(lowered) == ["convolution", "convolution", "rescale", "concatenate"])
    let network = lowered.network
    #expect(network.layers[3].inputs == [3, 2])
    #expect(network.tensors[3].scale == network.tensors[4].scale)
    #expect(network.tensors[1].scale != network.tensors[4].scale)
  }

  @Test func aCurveOfTheOtherTypeIsGivenItsInputInItsOwn() throws {
    let lowered = try Self.lowered([(Self.convolution, [-1]), (.tanh, [0])], wide: [2])
    #expect(Self.kinds(lowered) == ["convolution", "rescale", "tanh"])
    let narrow = try Self.lowered([(Self.convolution, [-1]), (.tanh, [0])], wide: [1])
    #expect(Self.kinds(narrow) == ["convolution", "rescale", "lookup"])
  }

  @Test func layersWithWeightsTakeEitherType() throws {
    let lowered = try Self.lowered(
      [(Self.convolution, [-1]), (Self.convolution, [0]), (.dense(units: 3), [1])], wide: [1])
    #expect(Self.kinds(lowered) == ["convolution", "convolution", "fullyConnected"])
    #expect(lowered.network.layers.map(\.hasWideAccumulators) == [false, true, false])
  }

  @Test func denseAfterReshapeNeedsNoCopyAndOthersDo() throws {
    let vector = FloatModels.Operation.reshape(Shape(vector: 32))
    let dense = try Self.lowered([(Self.convolution, [-1]), (vector, [0]), (.dense(units: 3), [1])])
    #expect(Self.kinds(dense) == ["convolution", "fullyConnected"])
    #expect(dense.layerIndices == [0, nil, 1] && dense.tensorIndices == [0, 1, 1, 2])
    let softmax = try Self.lowered([(Self.convolution, [-1]), (vector, [0]), (.softmax, [1])])
    #expect(Self.kinds(softmax) == ["convolution", "copy", "softmax"])
    let both = try Self.lowered([
      (Self.convolution, [-1]), (vector, [0]), (.dense(units: 32), [1]), (.add, [1, 2]),
    ])
    #expect(Self.kinds(both) == ["convolution", "copy", "fullyConnected", "add"])
    let last = try Self.lowered([(Self.convolution, [-1]), (vector, [0])])
    #expect(Self.kinds(last) == ["convolution", "copy"])
  }

  @Test func whatKeepsItsStepsKeepsThem() throws {
    let lowered = try Self.lowered([
      (Self.convolution, [-1]), (.maximumPool(.square(2)), [0]), (.averagePool(.square(2)), [1]),
      (.pad(Edges(top: 1, bottom: 1, left: 0, right: 0), value: 0), [2]),
      (.reshape(Shape(vector: 48)), [3]),
    ])
    let tensors = lowered.network.tensors
    for tensor in tensors.dropFirst(2) {
      #expect(tensor.scale == tensors[1].scale && tensor.zeroPoint == tensors[1].zeroPoint)
    }
    guard case .pad(1, 0, let fill) = lowered.network.layers[3].operation else {
      Issue.record("\(lowered.network.layers[3].operation)")
      return
    }
    #expect(fill == tensors[3].zeroPoint)
  }

  @Test func paddingBeyondTheInputsStepsGetsStepsThatHoldIt() throws {
    let beyond = try Self.lowered([
      (Self.convolution, [-1]), (.relu, [0]),
      (.pad(Edges(top: 1, bottom: 0, left: 0, right: 0), value: -1), [1]),
    ])
    #expect(Self.kinds(beyond) == ["convolution", "rescale", "pad"])
    guard case .pad(1, 0, let fill) = beyond.network.layers[2].operation else {
      Issue.record("\(beyond.network.layers[2].operation)")
      return
    }
    let steps = TensorQuantization(beyond.network.tensors[3])
    #expect(abs(steps.dequantize(fill) + 1) <= steps.scale)
    #expect(
      steps.range.maximum >= TensorQuantization(beyond.network.tensors[1]).range.maximum * 0.99)
  }

  @Test(
    arguments: [
      (.convolution(filters: 1, .square(65)), "65 × 65"),
      (.convolution(filters: 1, KernelWindow(height: 1, width: 1, strideHeight: 17)), "17"),
      (.maximumPool(KernelWindow(height: 2, width: 2, dilationHeight: 2)), "dilation"),
      (.convolution(filters: 1, padded(top: 3, bottom: 0)), "padding of 3 rows"),
      (.convolution(filters: 1, padded(top: 0, bottom: 9)), "nothing but padding"),
    ] as [(FloatModels.Operation, String)])
  func windowsThatTheDeviceHasNoKernelForAreRefusedInWords(
    operation: FloatModels.Operation, word: String
  ) throws {
    let error = #expect(throws: QuantizationError.self) {
      try Self.lowered([(operation, [-1])], input: Shape(height: 40, width: 5, channels: 1))
    }
    #expect(error?.description.contains(word) == true, "\(String(describing: error))")
  }

  private static func padded(top: Int, bottom: Int) -> KernelWindow {
    KernelWindow(
      height: 3, width: 1, padding: .explicit(top: top, bottom: bottom, left: 0, right: 0))
  }
}
