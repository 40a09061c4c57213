import FloatModels
import Testing

@Suite("Graph: shapes that do not suit an operation are refused with place and range")
struct ShapeRefusalTests {
  static let image = Shape(height: 5, width: 4, channels: 2)

  static func refused(_ operation: FloatModels.Operation, input: Shape = image) -> String? {
    let node = Node(name: "layer", operation: operation, inputs: [-1])
    do {
      _ = try Graph(input: input, nodes: [node]).shapes()
      return nil
    } catch {
      return error.description
    }
  }

  /// Of the operation, and what the second line says.
  static let hostile: [(operation: FloatModels.Operation, line: String)] = [
    (.dense(units: 65537), "layer: units 65537, allowed 1…65536"),
    (.convolution(filters: 0, .square(3)), "layer: filters 0, allowed 1…65536"),
    (
      .convolution(filters: 1, KernelWindow(height: 0, width: 1)),
      "layer: kernel height 0, allowed 1…1024"
    ),
    (
      .convolution(filters: 1, KernelWindow(height: 1, width: .max)),
      "layer: kernel width \(Int.max), allowed 1…1024"
    ),
    (
      .averagePool(KernelWindow(height: 1, width: 1, strideHeight: -1)),
      "layer: stride height -1, allowed 1…1024"
    ),
    (
      .maximumPool(KernelWindow(height: 1, width: 1, strideWidth: 1025)),
      "layer: stride width 1025, allowed 1…1024"
    ),
    (
      .depthwiseConvolution(
        multiplier: 1, KernelWindow(height: 1, width: 1, dilationHeight: .min)),
      "layer: dilation height \(Int.min), allowed 1…1024"
    ),
    (
      .convolution(filters: 1, KernelWindow(height: 1, width: 1, dilationWidth: 0)),
      "layer: dilation width 0, allowed 1…1024"
    ),
    (.depthwiseConvolution(multiplier: 0, .square(1)), "layer: multiplier 0, allowed 1…65536"),
    (
      .depthwiseConvolution(multiplier: 65536, .square(1)),
      "layer: 5 × 4 × 131072, each dimension 1…65536 and their product at most 16777216"
    ),
    (
      .convolution(filters: 1, padded(2, top: -1)), "layer: padding top -1, allowed 0…65536"
    ),
    (
      .convolution(filters: 1, padded(2, bottom: -1)), "layer: padding bottom -1, allowed 0…65536"
    ),
    (
      .convolution(filters: 1, padded(2, left: .max)),
      "layer: padding left \(Int.max), allowed 0…65536"
    ),
    (.averagePool(padded(2, right: -1)), "layer: padding right -1, allowed 0…65536"),
    (
      .transposedConvolution(filters: 1, padded(3, top: -1, stride: 3)),
      "layer: padding top -1, allowed 0…65536"
    ),
    (
      .transposedConvolution(filters: 1, padded(3, bottom: -3, stride: 3)),
      "layer: padding bottom -3, allowed -2…65536"
    ),
    (
      .transposedConvolution(filters: 1, padded(3, right: -1)),
      "layer: padding right -1, allowed 0…65536"
    ),
    (
      .transposedConvolution(filters: 1, padded(3, top: 4, bottom: 3)),
      "layer: 0 × 6 × 1, each dimension 1…65536 and their product at most 16777216"
    ),
    (
      .transposedConvolution(filters: 1, KernelWindow(height: 2, width: 2, dilationWidth: 2)),
      "layer: dilation width 2, allowed 1"
    ),
    (
      .transposedConvolution(filters: 1, .square(1, stride: .max)),
      "layer: stride height \(Int.max), allowed 1…1024"
    ),
    (
      .convolution(filters: 1, padded(6, top: 0)),
      "layer: kernel 6 × 6, allowed at most the padded input, 5 × 4"
    ),
    (
      .maximumPool(
        KernelWindow(
          height: 2, width: 3, dilationWidth: 3,
          padding: .explicit(top: 0, bottom: 0, left: 1, right: 1))),
      "layer: kernel 2 × 7, allowed at most the padded input, 5 × 6"
    ),
    (
      .averagePool(padded(2, top: 2)),
      "layer: padding top 2, bottom 0, left 0, right 0, "
        + "allowed such that each window covers part of the input"
    ),
    (
      .maximumPool(padded(2, right: 2)),
      "layer: padding top 0, bottom 0, left 0, right 2, "
        + "allowed such that each window covers part of the input"
    ),
    (.mean([]), "layer: axes 0, allowed 1…7, a bit each for rows, columns, channels"),
    (
      .mean(ReducedAxes(rawValue: 9)),
      "layer: axes 9, allowed 1…7, a bit each for rows, columns, channels"
    ),
    (.reshape(Shape(vector: 39)), "layer: shape 1 × 1 × 39, allowed the input's 40 values"),
    (
      .reshape(Shape(height: .max, width: .max, channels: .max)),
      "layer: \(Int.max) × \(Int.max) × \(Int.max), "
        + "each dimension 1…65536 and their product at most 16777216"
    ),
    (
      .pad(Edges(top: 0, bottom: 0, left: -1, right: 0), value: 0),
      "layer: left -1, allowed 0…65536"
    ),
    (
      .pad(Edges(top: .max, bottom: .max, left: 0, right: 0), value: 0),
      "layer: top \(Int.max), allowed 0…65536"
    ),
    (
      .pad(Edges(top: 1, bottom: 0, left: 0, right: 0), value: .infinity),
      "layer: value inf, allowed finite"
    ),
    (.batchNorm(epsilon: 0), "layer: epsilon 0.0, allowed above 0"),
    (.add, "layer: inputs [-1], allowed 2 of them, from -1 to -1"),
    (.concatenate(.rows), "layer: inputs [-1], allowed 2…4 of them, from -1 to -1"),
  ]

  static func padded(
    _ size: Int, top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0, stride: Int = 1
  ) -> KernelWindow {
    KernelWindow(
      height: size, width: size, strideHeight: stride, strideWidth: stride,
      padding: .explicit(top: top, bottom: bottom, left: left, right: right))
  }

  @Test("hostile attributes", arguments: hostile.indices)
  func hostileAttributesAreRefused(_ index: Int) throws {
    let (operation, line) = Self.hostile[index]
    let lines = try #require(Self.refused(operation)).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1] == "  \(line)")
  }

  @Test("taps of all positions that would fill the memory")
  func hugeColumnsAreRefused() throws {
    let input = Shape(height: 2048, width: 2048, channels: 1)
    for operation in [
      FloatModels.Operation.convolution(filters: 1, .square(64)),
      .transposedConvolution(filters: 1, .square(64)),
    ] {
      let text = try #require(Self.refused(operation, input: input))
      #expect(text.contains("taps of all positions 4194304 × 4096, allowed at most 134217728"))
    }
  }

  static let unlike = [
    Shape(height: 5, width: 4, channels: 2), Shape(height: 5, width: 3, channels: 2),
    Shape(height: 4, width: 4, channels: 3),
  ]

  @Test("inputs of unlike shapes")
  func unlikeInputsAreRefused() throws {
    for (operation, shapes) in [
      (FloatModels.Operation.add, [0, 1]), (.concatenate(.rows), [0, 1]),
      (.concatenate(.channels), [0, 0, 2]), (.concatenate(.columns), [1, 2]),
    ] {
      var draw = RandomNodes(seed: 1)
      let graph = draw.graph(operation, shapes.map { Self.unlike[$0] })
      let error = try #require(
        #expect(throws: GraphError.self) { try Network(graph) })
      guard case .inputShapes(let node, let found, _) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(node == "node" && found == shapes.map { Self.unlike[$0] })
      #expect(error.description.split(separator: "\n").count == 3)
    }
    var draw = RandomNodes(seed: 1)
    #expect(throws: Never.self) {
      try Network(draw.graph(.concatenate(.columns), [Self.unlike[0], Self.unlike[1]]))
    }
  }

  @Test("too many inputs, and one from behind")
  func inputsAreCounted() {
    func relus(_ last: Node) -> Graph {
      let first = (0..<5).map { Node(name: "\($0)", operation: .relu, inputs: [-1]) }
      return Graph(input: Self.image, nodes: first + [last])
    }
    for (operation, inputs) in [
      (FloatModels.Operation.add, [0, 1, 2]), (.concatenate(.rows), [0, 1, 2, 3, 4]),
      (.relu, [0, 1]), (.add, [0, 5]), (.add, [0, -2]), (.concatenate(.rows), [0, 1, .max]),
    ] {
      let graph = relus(Node(name: "last", operation: operation, inputs: inputs))
      let error = #expect(throws: GraphError.self) { try graph.shapes() }
      guard case .inputs(node: "last", found: inputs, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }
}
