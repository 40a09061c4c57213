import FloatModels
import SeededRandom
import Testing

@Suite("Operations: each against its definition, worked out in Double")
struct OperationTests {
  static let cases = 150

  @Test("drawn shapes and attributes", arguments: RandomNodes.kinds)
  func everyOperationIsItsDefinition(_ kind: String) throws {
    var possible = 0
    var seed: UInt64 = 0
    while possible < Self.cases {
      seed += 1
      var draw = RandomNodes(seed: seed)
      let (operation, inputs) = draw.draw(kind)
      #expect(operation.kind == kind)
      let graph = draw.graph(operation, inputs)
      guard operation.isPossible(on: inputs[0]) else {
        #expect(throws: GraphError.self, "seed \(seed): \(operation)") { try Network(graph) }
        continue
      }
      possible += 1
      try check(
        graph, draw.numbers(2 * graph.input.count, in: -4...4), "seed \(seed): \(operation)")
    }
  }

  /// Compares every node of both samples.
  private func check(_ graph: Graph, _ input: [Float], _ place: String) throws {
    let network = try Network(graph)
    let found = network.activations(of: input, batch: 2)
    #expect(network.forward(input, batch: 2) == found.last)
    for sample in 0..<2 {
      let x = input[sample * graph.input.count..<(sample + 1) * graph.input.count]
      for (index, expected) in NaiveLayers.activations(graph, x.map(Double.init)).enumerated() {
        let count = expected.values.count
        try #require(network.shapes[index] == expected.shape, "\(place)")
        let values = found[index][sample * count..<(sample + 1) * count]
        // Sums of up to a few hundred products of numbers up to 4.
        let largest = zip(values, expected.values).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(largest < 2e-5 * max(1, expected.values.map(abs).max() ?? 0), "\(place)")
      }
    }
  }

  @Test("windows of the drawn cases are of every kind")
  func drawnWindowsAreOfEveryKind() {
    var traits: [String: Int] = [:]
    for kind in RandomNodes.windowed {
      for seed in 1...UInt64(Self.cases) {
        var draw = RandomNodes(seed: seed)
        let (operation, inputs) = draw.draw(kind)
        guard let window = operation.window, operation.isPossible(on: inputs[0]) else { continue }
        var found: [String] = []
        if window.height != window.width { found.append("oblong") }
        if window.strideHeight != window.strideWidth { found.append("unequal strides") }
        if window.strideHeight > window.height { found.append("stride above the kernel") }
        if window.dilationWidth > 1 { found.append("dilated") }
        if inputs[0].channels == 1 { found.append("one channel") }
        if case .explicit(let top, let bottom, _, let right) = window.padding {
          if top != bottom { found.append("asymmetric") }
          if right < 0 { found.append("behind the last kernel") }
        }
        for trait in found { traits["\(kind): \(trait)", default: 0] += 1 }
      }
    }
    // Six traits of five operations but for a transposed convolution's dilation, and one of its own.
    #expect(traits.count == 30)
    #expect(traits.allSatisfy { $0.value >= 10 }, "\(traits)")
  }

  @Test(
    "extreme inputs", arguments: [-1e30, -1000, -104, -88.8, -17, 0, 17, 88.8, 104, 1000, 1e30])
  func extremeInputsStayFinite(_ extreme: Double) throws {
    let input = [Float(extreme), 0, 1]
    for (operation, tolerance) in [
      (FloatModels.Operation.logistic, 1e-7), (.softmax, 1e-7), (.relu6, 0), (.relu, 0),
    ] {
      let graph = Graph(
        input: Shape(vector: 3), nodes: [Node(name: "n", operation: operation, inputs: [-1])])
      let output = try Network(graph).forward(input, batch: 1)
      let expected = NaiveLayers.activations(graph, input.map(Double.init))[0].values
      for (value, wanted) in zip(output, expected) {
        #expect(abs(Double(value) - wanted) <= tolerance * max(1, abs(wanted)), "\(operation)")
      }
    }
    let tanh = Graph(
      input: Shape(vector: 1), nodes: [Node(name: "n", operation: .tanh, inputs: [-1])])
    let value = try Network(tanh).forward([Float(extreme)], batch: 1)[0]
    #expect(extreme == 0 ? value == 0 : value == (extreme < 0 ? -1 : 1))
  }

  @Test("means over many elements keep their digits")
  func longMeansAreAccurate() throws {
    let shape = Shape(height: 300, width: 70, channels: 3)
    var draw = RandomNodes(seed: 5)
    // Far from zero, where a sum in Float would lose three digits.
    let input = draw.numbers(shape.count, in: 999...1001)
    for axes: ReducedAxes in [[.rows, .columns], [.rows, .columns, .channels]] {
      let graph = Graph(
        input: shape, nodes: [Node(name: "n", operation: .mean(axes), inputs: [-1])])
      let output = try Network(graph).forward(input, batch: 1)
      let expected = NaiveLayers.activations(graph, input.map(Double.init))[0].values
      for (value, wanted) in zip(output, expected) {
        #expect(abs(Double(value) - wanted) < 1e-4)
      }
    }
  }
}
