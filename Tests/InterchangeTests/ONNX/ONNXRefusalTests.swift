import FloatModels
import Interchange
import Testing

@Suite("ONNXFile: what is refused, and in which words")
struct ONNXRefusalTests {
  /// What is wrong with a model of one operator `kind`, or nil.
  static func refusal(
    _ kind: String, _ inputs: [String] = ["x"], input: [Int?] = [nil, 4],
    _ attributes: [String: ONNXBytes.Attribute] = [:],
    _ change: (inout ONNXBytes) -> Void = { _ in }
  ) -> String? {
    var model = ONNXBytes(input: input)
    model.node(kind, inputs, name: "the_node", attributes)
    change(&model)
    return refusal(of: model)
  }

  static func refusal(of model: ONNXBytes) -> String? { refusal(of: model.bytes) }

  static func refusal(of bytes: [UInt8]) -> String? {
    do {
      _ = try ONNXFile.network(bytes: bytes, source: "m.onnx")
      return nil
    } catch {
      #expect(error.description.hasPrefix("m.onnx "))
      #expect(error.description.split(separator: "\n").count == 3, "\(error)")
      return error.description
    }
  }

  @Test("what the writer of these tests writes is understood")
  func writerIsUnderstood() {
    #expect(Self.refusal("Relu") == nil)
    #expect(Self.refusal("Clip", ["x", "", ""]) != nil)
  }

  @Test(
    "an unknown operator is named with its index and its own name",
    arguments: [
      ("LSTM", "recurrent"), ("Resize", "transposed convolution"), ("If", "fixed sizes"),
      ("QuantizeLinear", "float model"), ("Erf", "replace them"),
    ])
  func unknownOperators(_ kind: String, _ remedy: String) throws {
    let text = try #require(
      Self.refusal("Relu") {
        $0 = ONNXBytes()
        $0.node("Relu", ["x"], "a")
        $0.node(kind, ["a"], name: "odd_one")
      })
    #expect(text.contains("\(kind), operator 1 (odd_one)"))
    #expect(text.contains(remedy))
  }

  @Test("all unknown operators are named at once, those of no use are not looked at")
  func severalUnknownOperators() throws {
    var model = ONNXBytes()
    model.node("Erf", ["x"], "a")
    model.node("Gelu", ["a"], "y")
    model.node("LSTM", ["x"], "unused")
    let text = try #require(Self.refusal(of: model))
    #expect(text.contains("Erf, operator 0") && text.contains("Gelu, operator 1"))
    #expect(!text.contains("LSTM"))
  }

  @Test("an operator of another domain is not taken for one of ours")
  func otherDomain() throws {
    var model = ONNXBytes()
    model.node("Relu", ["x"], domain: "com.example")
    #expect(try #require(Self.refusal(of: model)).contains("com.example"))
  }

  @Test("models with several inputs or outputs, or of unknown size")
  func wholeModels() throws {
    #expect(try #require(Self.refusal("Relu") { $0.inputs = ["x", "z"] }).contains("2 inputs"))
    #expect(try #require(Self.refusal("Relu") { $0.outputs = ["y", "x"] }).contains("2 outputs"))
    #expect(try #require(Self.refusal("Relu", input: [nil, nil])).contains("? × ?"))
    #expect(try #require(Self.refusal("Relu", input: [])).contains("no shape"))
    #expect(try #require(Self.refusal("Relu", input: [1, 1, 2, 2, 2])).contains("2 × 2 × 2"))
    #expect(try #require(Self.refusal("Relu") { $0.inputType = 7 }).contains("type 7"))
    #expect(try #require(Self.refusal("Relu") { $0.outputs = ["x"] }).contains("nothing"))
  }

  @Test("an order in memory that no weights can follow")
  func transposedInMemory() throws {
    var model = ONNXBytes(input: [nil, 1, 4, 6])
    model.floats("w", [3, 1, 1, 1], [1, 2, 3])
    model.node("Conv", ["x", "w"], "a")
    model.node("Transpose", ["a"], "b", ["perm": .integers([0, 2, 1, 3])])
    model.floats("v", [1, 4, 1, 1], [1, 2, 3, 4])
    model.node("Conv", ["b", "v"], name: "second")
    let text = try #require(Self.refusal(of: model))
    #expect(text.contains("second"), "\(text)")
  }

  @Test("weights that do not fit their operator are told apart from what is not supported")
  func invalidOperators() throws {
    for sizes in [[5, 2], [4], [4, 4, 4], [0, 4]] {
      let text = Self.refusal("Gemm", ["x", "w"]) {
        $0.floats("w", sizes, .init(repeating: 1, count: sizes.reduce(1, *)))
      }
      #expect(try #require(text).contains("Gemm, operator 0 (the_node)"))
    }
    let missing = Self.refusal("Gemm", ["x", "nowhere"])
    #expect(try #require(missing).contains("nowhere, which no operator before it makes"))
    let infinite = Self.refusal("Gemm", ["x", "w"]) {
      $0.floats("w", [4, 1], [1, .infinity, 0, 0])
    }
    #expect(try #require(infinite).contains("cannot be executed"))
  }

  @Test("other kinds of files are recognised")
  func otherFormats() throws {
    #expect(
      try #require(Self.refusal(of: Array("PK\u{3}\u{4}".utf8))).contains("torch.onnx.export"))
    #expect(try #require(Self.refusal(of: [0x89] + Array("HDF".utf8))).contains(".h5"))
    #expect(try #require(Self.refusal(of: Array("EASD".utf8))).contains("device model"))
    #expect(try #require(Self.refusal(of: [])).contains("no bytes"))
    #expect(try #require(Self.refusal(of: Array("hello, world".utf8))).contains("protocol buffer"))
    #expect(throws: InterchangeError.self) { try ONNXFile.network("/nowhere/m.onnx") }
    #expect(throws: InterchangeError.self) { try ONNXFile.network("/") }
  }
}
