import FloatModels
import Testing

@Suite("Graph: what cannot be executed is refused by name")
struct GraphTests {
  static func dense(_ name: String, _ inputs: [Int], units: Int = 2, columns: Int = 2) -> Node {
    Node(
      name: name, operation: .dense(units: units), inputs: inputs,
      parameters: [
        "weight": Tensor(shape: [max(units, 0), columns]), "bias": Tensor(shape: [max(units, 0)]),
      ])
  }

  static let relu = Node(name: "r", operation: .relu, inputs: [-1])

  static func refused(_ nodes: [Node], input: Shape = Shape(vector: 2)) -> GraphError? {
    do {
      _ = try Network(Graph(input: input, nodes: nodes))
      return nil
    } catch {
      return error
    }
  }

  static let hostile: [(String, [Node])] = [
    ("no nodes", []),
    ("too many nodes", (0..<513).map { Node(name: "\($0)", operation: .relu, inputs: [$0 - 1]) }),
    ("empty name", [dense("", [-1])]),
    ("same name", [dense("a", [-1]), dense("a", [0])]),
    ("no input", [dense("a", [])]),
    ("two inputs", [dense("a", [-1, -1])]),
    ("itself", [dense("a", [0])]),
    ("later node", [dense("a", [1]), dense("b", [-1])]),
    ("negative input", [dense("a", [-2])]),
    ("extreme input", [dense("a", [.min])]),
    ("zero units", [dense("a", [-1], units: 0)]),
    ("negative units", [dense("a", [-1], units: -3)]),
    ("wrong weight shape", [dense("a", [-1], columns: 3)]),
    ("missing parameters", [Node(name: "a", operation: .dense(units: 2), inputs: [-1])]),
    (
      "parameters of another operation",
      [Node(name: "a", operation: .relu, inputs: [-1], parameters: ["bias": Tensor(shape: [2])])]
    ),
    (
      "huge stride",
      [
        Node(
          name: "a", operation: .transposedConvolution(filters: 1, .square(1, stride: .max)),
          inputs: [-1])
      ]
    ),
    (
      "huge kernel",
      [Node(name: "a", operation: .convolution(filters: 1, .square(.max)), inputs: [-1])]
    ),
    ("epsilon", [Node(name: "a", operation: .batchNorm(epsilon: .nan), inputs: [-1])]),
  ]

  @Test("hostile structure", arguments: hostile.map(\.0))
  func hostileStructureIsRefused(_ name: String) throws {
    let nodes = try #require(Self.hostile.first { $0.0 == name }).1
    let error = try #require(Self.refused(nodes))
    #expect(error.description.split(separator: "\n").count == 3)
  }

  @Test(
    "impossible input sizes",
    arguments: [
      Shape(vector: 0), Shape(vector: -1), Shape(vector: .max),
      Shape(height: 65536, width: 65536, channels: 65536),
      Shape(height: .min, width: 1, channels: 1),
    ])
  func impossibleInputIsRefused(_ shape: Shape) throws {
    let error = try #require(Self.refused([Self.relu], input: shape))
    #expect(error.description.contains("input"))
  }

  @Test("a NaN weight and a negative variance", arguments: [Float.nan, .infinity, -1])
  func unusableValuesAreRefused(_ value: Float) throws {
    let one = Tensor(shape: [2], repeating: 1)
    let node = Node(
      name: "n", operation: .batchNorm(epsilon: 1e-3), inputs: [-1],
      parameters: [
        "gamma": one, "beta": one, "mean": one, "variance": Tensor(shape: [2], values: [1, value]),
      ])
    let error = try #require(Self.refused([node]))
    #expect(error.description.contains("n.variance[1]"))
  }
}
