import Interchange
import Testing

/// A known operator, used in a way that has no counterpart.
struct UnsupportedUse: CustomTestStringConvertible, Sendable {
  let kind: String
  var inputs = ["x"]
  var input: [Int?] = [nil, 4]
  var attributes: [String: ONNXBytes.Attribute] = [:]
  /// The shape of a constant `w` of ones.
  var weights: [Int]?
  /// What the refusal has to say.
  let words: String

  var testDescription: String { "\(kind): \(words)" }
}

@Suite("ONNXFile: ways of using an operator that have no counterpart")
struct ONNXUnsupportedUseTests {
  static let image: [Int?] = [nil, 2, 4, 4]

  static let convolutions = [
    UnsupportedUse(
      kind: "Conv", inputs: ["x", "w"], input: [nil, 4, 5, 5], attributes: ["group": .integer(2)],
      weights: [4, 2, 3, 3], words: "2 groups of 4 channels"),
    UnsupportedUse(
      kind: "ConvTranspose", inputs: ["x", "w"], input: image,
      attributes: ["group": .integer(2)], weights: [2, 1, 3, 3], words: "2 groups"),
    UnsupportedUse(
      kind: "ConvTranspose", inputs: ["x", "w"], input: image,
      attributes: ["strides": .integers([3, 3]), "auto_pad": .text("SAME_UPPER")],
      weights: [2, 1, 2, 2], words: "runtimes understand differently"),
    UnsupportedUse(
      kind: "MaxPool", input: [nil, 1, 5, 5],
      attributes: [
        "kernel_shape": .integers([2, 2]), "strides": .integers([2, 2]), "ceil_mode": .integer(1),
      ], words: "ceil_mode"),
    UnsupportedUse(
      kind: "Pad", input: image, attributes: ["pads": .integers([0, 1, 0, 1, 0, 0, 0, 0])],
      words: "pad rows"),
    UnsupportedUse(
      kind: "Pad", input: image, attributes: ["mode": .text("reflect")], words: "mode reflect"),
  ]

  static let others = [
    UnsupportedUse(
      kind: "Gemm", inputs: ["x", "w"], attributes: ["transA": .integer(1)], weights: [4, 4],
      words: "transposed"),
    UnsupportedUse(kind: "MatMul", inputs: ["x", "x"], words: "constant matrix"),
    UnsupportedUse(kind: "Mul", inputs: ["x", "x"], words: "both of its inputs"),
    UnsupportedUse(
      kind: "Softmax", input: image, attributes: ["axis": .integer(2)], words: "over axis 2"),
    UnsupportedUse(
      kind: "Clip", inputs: ["x", "w", "w"], weights: [], words: "to 1.0…1.0"),
    UnsupportedUse(kind: "Transpose", attributes: ["perm": .integers([1, 0])], words: "batch"),
    UnsupportedUse(kind: "ReduceMean", words: "over the batch"),
    UnsupportedUse(kind: "Cast", attributes: ["to": .integer(7)], words: "float"),
    UnsupportedUse(kind: "Slice", words: "network's data"),
    UnsupportedUse(kind: "Div", inputs: ["w", "x"], weights: [4], words: "multiply instead"),
    UnsupportedUse(kind: "Squeeze", words: "name the axes"),
    UnsupportedUse(
      kind: "Dropout", inputs: ["x", "w", "w"], weights: [], words: "model.eval()"),
    UnsupportedUse(
      kind: "Add", inputs: ["x", "w"], weights: [3, 1, 4], words: "a constant of shape"),
  ]

  @Test(
    "each is refused with the operator's name, its index and what to do",
    arguments: convolutions + others)
  func refusals(_ use: UnsupportedUse) throws {
    let text = ONNXRefusalTests.refusal(
      use.kind, use.inputs, input: use.input, use.attributes
    ) { model in
      if let sizes = use.weights {
        model.floats("w", sizes, .init(repeating: 1, count: sizes.reduce(1, *)))
      }
    }
    #expect(try #require(text).contains("\(use.kind), operator 0 (the_node)"))
    #expect(try #require(text).contains(use.words), "\(text ?? "")")
  }
}
