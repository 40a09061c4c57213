import EdgeRuntime
import FloatModels
import Testing

@testable import Quantization

@Suite struct NetworkLoweringTests {
  @Test func tinyNetworkIsLoweredAsByHand() throws {
    // y = ReLU(0.5·a - 1·b + 0.25), then z = (2·y + 1, -y).
    let graph = Graph(
      input: Shape(vector: 2),
      nodes: [
        Node(
          name: "first", operation: .dense(units: 1), inputs: [Node.graphInput],
          parameters: [
            "weight": Tensor(shape: [1, 2], values: [0.5, -1]),
            "bias": Tensor(shape: [1], values: [0.25]),
          ]),
        Node(name: "relu", operation: .relu, inputs: [0]),
        Node(
          name: "second", operation: .dense(units: 2), inputs: [1],
          parameters: [
            "weight": Tensor(shape: [2, 1], values: [2, -1]),
            "bias": Tensor(shape: [2], values: [1, 0]),
          ]),
      ])
    let ranges = [
      ActivationRange(minimum: -1, maximum: 1), ActivationRange(minimum: 0, maximum: 2.55),
      ActivationRange(minimum: -2.55, maximum: 5),
    ]
    // Mean 0 dB; a deviation of one octave makes one unit of z a log2 unit.
    let lowered = try FusedGraph(graph).lowered(
      ranges: ranges, inputMean: 0, inputDeviation: Float(NetworkLowering.decibelsPerOctave))
    let network = lowered.network
    #expect(network.tensors.map(\.zeroPoint) == [-1, -128, -42])
    #expect(network.tensors.map(\.arenaOffset) == [0, 16, nil])
    // 1/127 a step: 0.5 → 63.5 → 64 (away from zero).
    #expect(network.layers[0].weights == .int8([64, -127]))
    // .25 / (2/255 · 1/127) = 4048.125
    #expect(network.layers[0].bias == [4048])
    #expect((network.layers[0].clampMin, network.layers[0].clampMax) == (-128, 127))
    #expect(network.layers[1].weights == .int8([127, -127]))
    // 1 / (.01 · 2/127) = 6350
    #expect(network.layers[1].bias == [6350, 0])
    let step = 0.01 * Double(Float(2) / 127)
    let head = try #require(lowered.head.reconstruction)
    #expect(head.input == .accumulators && head.accumulatorShift == 0)
    #expect(abs(head.requantizers[0].real / (step * 8192) - 1) < 1e-6)
    // a = .5, b = -.25: 64·64 + 127·32 + 4048 = 12208 at 2/255/127 → y = .7539 → 75 steps.
    let reference = IntegerReference(lowered)
    let input: [Int64] = [63, -33]
    let result = reference.run(input)
    #expect(result.accumulators[0] == [12208])
    #expect(result.tensors[1] == [-53])
    #expect(result.accumulators[1] == [15875, -9525])
    let reconstruction = reference.reconstructionQ13(input)
    // y = .75 exactly: z = (2.5, -.75) in Q13.
    let expected: [Int64] = [Int64((2.5 * 8192).rounded()), Int64((-0.75 * 8192).rounded())]
    for (found, wanted) in zip(reconstruction, expected) { #expect(abs(found - wanted) <= 1) }
  }

  @Test func inputStandardisationIsFoldedIntoTheInput() throws {
    var draw = RandomGraphs(seed: 2)
    let graph = draw.chain(input: Shape(vector: 4), [.dense(units: 4)])
    let lowered = try FusedGraph(graph).lowered(
      ranges: [
        ActivationRange(minimum: -4, maximum: 4), ActivationRange(minimum: -9, maximum: 9),
      ], inputMean: -61.5, inputDeviation: 9.25)
    let decibels: [Double] = [-61.5, -52.25, -70.75, -100]
    let window = decibels.map { Int16(($0 / 3.010299956639812 * 512).rounded()) }
    let input = IntegerReference(lowered).input(window)
    let tensor = lowered.network.tensors[0]
    for (integer, decibel) in zip(input, decibels) {
      let real = Double(integer - Int64(tensor.zeroPoint)) * Double(tensor.scale)
      let expected = max((decibel + 61.5) / 9.25, -4)
      #expect(abs(real - expected) <= Double(tensor.scale) * 0.51)
    }
  }

  /// Families scaled down, by name.
  enum Family: String, CaseIterable { case dense, convolutional }

  private static func graph(_ family: Family, _ draw: inout RandomGraphs) -> Graph {
    switch family {
    case .dense: draw.denseAutoencoder(inputs: 60, widths: [32, 24, 8, 24, 32])
    case .convolutional: draw.convolutionalAutoencoder(side: 16, filters: [8, 16, 16])
    }
  }

  @Test(arguments: Family.allCases, [1, 2, 3] as [UInt64])
  func eachLayerStaysWithinItsAnalyticErrorBound(family: Family, seed: UInt64) throws {
    var draw = RandomGraphs(seed: seed)
    let model = try LoweredSample(Self.graph(family, &draw), &draw)
    for (sample, real) in zip(model.samples, model.activations) {
      let result = IntegerReference(model.lowered).run(model.quantized(sample))
      for index in model.fused.layers.indices {
        let bound = try #require(
          LayerErrorBound(model: model, layer: index).bound(result.tensors, real))
        let error = model.largestError(
          result.tensors[index + 1], real[index + 1], integerTensor: index + 1)
        #expect(error <= bound, "\(model.fused.layers[index].name)")
      }
    }
  }

  @Test(arguments: Family.allCases, [1, 2, 3] as [UInt64])
  func outputKeepsTwentyDecibelsOfSignalOverError(family: Family, seed: UInt64) throws {
    var draw = RandomGraphs(seed: seed)
    let model = try LoweredSample(Self.graph(family, &draw), &draw)
    var signal = 0.0
    var noise = 0.0
    for (sample, real) in zip(model.samples, model.activations) {
      let y = IntegerReference(model.lowered)
        .reconstructionQ13(model.quantized(sample))
      for (integer, expected) in zip(y, real.last ?? []) {
        // Q13 log2 units to deviations of 2 dB around -60 dB.
        let value = (Double(integer) / 8192 * 3.010299956639812 + 60) / 2
        signal += expected * expected
        noise += (value - expected) * (value - expected)
      }
    }
    #expect(signal > 100 * noise)
  }

  @Test func weightsStaySymmetricAndAccumulatorsFit() throws {
    var draw = RandomGraphs(seed: 8)
    let model = try LoweredSample(Self.graph(.convolutional, &draw), &draw, samples: 2)
    for layer in model.lowered.network.layers {
      guard case .int8(let weights) = layer.weights else {
        Issue.record("\(layer.weights.type)")
        continue
      }
      #expect(weights.allSatisfy { $0 >= -127 })
      #expect(weights.contains(127) || weights.contains(-127))
      let fanIn = weights.count / layer.bias.count
      for (channel, bias) in layer.bias.enumerated() {
        let row = weights[channel * fanIn..<(channel + 1) * fanIn]
        let sum = row.reduce(Int64(0)) { $0 + Int64($1.magnitude) }
        #expect(255 * sum + Int64(bias.magnitude) < 1 << 31)
      }
    }
  }

  @Test(
    arguments: [
      [0, 0], [0.5, -1e-30], [1e-20, 1e-20], [1e4, 3e4],
    ] as [[Float]])
  func extremeWeightsAreLoweredWithoutATrap(weights: [Float]) throws {
    let graph = Graph(
      input: Shape(vector: 2),
      nodes: [
        Node(
          name: "a", operation: .dense(units: 2), inputs: [Node.graphInput],
          parameters: [
            "weight": Tensor(shape: [2, 2], values: weights + [0.1, 0.2]),
            "bias": Tensor(shape: [2], values: [3, -3]),
          ]),
        Node(
          name: "b", operation: .dense(units: 2), inputs: [0],
          parameters: [
            "weight": Tensor(shape: [2, 2], values: [0.5, 0, 0, 0.5]),
            "bias": Tensor(shape: [2], values: [0, 0]),
          ]),
      ])
    let range = ActivationRange(minimum: -3, maximum: 3)
    let lowered = try FusedGraph(graph).lowered(
      ranges: [range, range, range], inputMean: -60, inputDeviation: 10)
    for layer in lowered.network.layers {
      #expect(layer.requantizers.allSatisfy { (-31...7).contains($0.shift) })
      #expect(layer.weightScales.allSatisfy { $0 > 0 && $0.isFinite })
    }
  }

  @Test func constantActivationsAreNamedInAWarning() throws {
    var draw = RandomGraphs(seed: 4)
    let graph = draw.chain(input: Shape(vector: 4), [.dense(units: 4), .relu, .dense(units: 4)])
    let zero = ActivationRange(minimum: 0, maximum: 0)
    let lowered = try FusedGraph(graph).lowered(
      ranges: [zero, zero, ActivationRange(minimum: -1, maximum: 1)], inputMean: -140,
      inputDeviation: 0.001)
    #expect(
      lowered.warnings.contains(.constantActivation(layer: "the input", value: 0))
        && lowered.warnings.contains(.constantActivation(layer: "node.0", value: 0)))
    for tensor in lowered.network.tensors { #expect(tensor.scale > 0 && tensor.scale.isFinite) }
  }

  @Test func outputsThatAreNotTheInputsAreRefused() throws {
    var draw = RandomGraphs(seed: 4)
    let graph = draw.chain(input: Shape(vector: 4), [.dense(units: 3)])
    let range = ActivationRange(minimum: -1, maximum: 1)
    #expect(throws: QuantizationError.self) {
      try FusedGraph(graph).lowered(ranges: [range, range], inputMean: 0, inputDeviation: 1)
    }
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Float])
  func unusableDeviationsAreRefused(deviation: Float) throws {
    var draw = RandomGraphs(seed: 4)
    let fused = try FusedGraph(draw.chain(input: Shape(vector: 4), [.dense(units: 4)]))
    let range = ActivationRange(minimum: -1, maximum: 1)
    #expect(throws: QuantizationError.self) {
      try fused.lowered(ranges: [range, range], inputMean: 0, inputDeviation: deviation)
    }
  }
}
