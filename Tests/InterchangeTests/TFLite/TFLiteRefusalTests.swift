import Testing

@testable import Interchange

/// What is not taken over is named: operator, index, what was found and allowed, what to do.
@Suite("TFLiteModel: refusals name what they refuse")
struct TFLiteRefusalTests {
  typealias Schema = TFLiteSchema

  /// A change of a file that would be taken over, and words of the refusal.
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let words: [String]
    let fixture: @Sendable () -> TFLiteFixture

    init(
      _ description: String, _ words: String..., fixture: @escaping @Sendable () -> TFLiteFixture
    ) {
      (self.description, self.words, self.fixture) = (description, words, fixture)
    }

    /// The fully connected layer after a change.
    static func dense(
      _ description: String, _ words: String...,
      change: @escaping @Sendable (inout TFLiteFixture) -> Void
    ) -> Case {
      Case(description, words) {
        var fixture = TFLiteFixture.dense
        change(&fixture)
        return fixture
      }
    }

    private init(
      _ description: String, _ words: [String],
      fixture: @escaping @Sendable () -> TFLiteFixture
    ) {
      (self.description, self.words, self.fixture) = (description, words, fixture)
    }
  }

  @Test("unchanged, the samples are taken over")
  func samplesAreSound() {
    #expect(TFLiteFixture.dense.refusal() == nil)
    #expect(TFLiteFixture.convolution().refusal() == nil)
  }

  static let files: [Case] = [
    .dense("version 2", "version 2, allowed: 3") { $0.version = 2 },
    .dense("no subgraph", "subgraphs: 0, allowed: 1") { $0.subgraphCount = 0 },
    .dense("two subgraphs", "subgraphs: 2, allowed: 1") { $0.subgraphCount = 2 },
    .dense("two inputs", "inputs of the network: 2, allowed: 1") { $0.inputs = [0, 1] },
    .dense("no output", "outputs of the network: 0, allowed: 1") { $0.outputs = [] },
    .dense("an input that is no tensor", "tensor 9, expected 0…3") { $0.inputs = [9] },
    .dense("an operand that is no tensor", "inputs of operator 0: tensor -2") {
      $0.operators[0][Schema.Operator.inputs] = .object(.integers([Int32(-2), 1, 2]))
    },
    .dense("an operator code that is not there", "operator code 5, expected 0…0") {
      $0.operators[0][Schema.Operator.code] = .integer(UInt32(5))
    },
    .dense("a buffer that is not there", "tensor 1: buffer 77") {
      $0.tensors[1][Schema.Tensor.buffer] = .integer(UInt32(77))
    },
    .dense("data outside of the file", "buffer 1: 4096 bytes outside", "above 2 GB") {
      $0.buffers[1] = [
        Schema.Buffer.offset: .integer(UInt64(1 << 40)), Schema.Buffer.size: .integer(UInt64(4096)),
      ]
    },
    .dense("weights without data", "changes while the network runs") {
      $0.buffers[1] = [:]
    },
    .dense("data of another length", "40 bytes of FLOAT32 of shape 3 × 4") {
      $0.buffers[1] = [
        Schema.Buffer.data: .object(
          .numbers([UInt8](repeating: 0, count: 40), size: 1, alignment: 16))
      ]
    },
    .dense("sparse weights", "sparse weights, allowed: dense") {
      $0.tensors[1][Schema.Tensor.sparsity] = .object(.table([:]))
    },
    .dense("quantization of another kind", "details of type 1") {
      $0.quantize(1, .int8, [1])
      guard case .object(.table(var fields))? = $0.tensors[1][Schema.Tensor.quantization] else {
        return
      }
      fields[Schema.Quantization.detailsType] = .integer(UInt8(1))
      $0.tensors[1][Schema.Tensor.quantization] = .object(.table(fields))
    },
    .dense("a batch of 4", "shape 4 × 4, allowed: a batch of 1") {
      $0.tensors[0][Schema.Tensor.shape] = .object(.integers([Int32(4), 4]))
    },
    .dense("an input of unknown size", "shape 1 × ?, allowed: known sizes") {
      $0.tensors[0][Schema.Tensor.signature] = .object(.integers([Int32(1), -1]))
    },
    .dense("UINT8", "UINT8, allowed: FLOAT32, INT8, INT16", "inference_input_type=tf.int8") {
      $0.quantize(0, .uint8, [0.1])
    },
    .dense("FLOAT16 activations", "FLOAT16, allowed: FLOAT32, INT8, INT16") {
      $0.tensors[0][Schema.Tensor.type] = .integer(TFLiteElement.float16.rawValue)
    },
    .dense("BFLOAT16 weights", "a constant of type BFLOAT16") {
      $0.tensors[1][Schema.Tensor.type] = .integer(UInt8(18))
    },
    .dense("an integer output of floats", "an output of INT8 in a network of floats") {
      $0.quantize(3, .int8, [0.1])
    },
    .dense("an output that nothing makes", "tensor 2, which no operator makes") {
      $0.outputs = [2]
    },
    .dense("an operator that reads its own output", "tensor 3, which no operator before it makes") {
      $0.operators[0][Schema.Operator.inputs] = .object(.integers([Int32(3), 1, 2]))
    },
    .dense("an output made twice", "tensor 3, which is there already") {
      $0.operators.append($0.operators[0])
    },
    .dense("an operator with two outputs", "2 outputs, expected 1") {
      $0.operators[0][Schema.Operator.outputs] = .object(.integers([Int32(3), 3]))
    },
    .dense("nothing to do", "no operator between input and output") {
      $0.operators = []
      $0.outputs = [0]
    },
    .dense("a signature of other length", "shape signature of 3 axes, expected 2") {
      $0.tensors[0][Schema.Tensor.signature] = .object(.integers([Int32(1), 1, 4]))
    },
  ]

  static let operators: [Case] = [
    .dense("operators without counterpart", "GELU, operator 0; CUSTOM my op, operator 1") {
      $0.codes = [
        [Schema.OperatorCode.code: .integer(Int32(150))],
        [
          Schema.OperatorCode.code: .integer(Int32(32)),
          Schema.OperatorCode.customCode: .object(.text("my\u{1B} op")),
        ],
      ]
      $0.append(1, [3], [3])
    },
    .dense("an operator of a later schema", "builtin operator 999") {
      $0.codes = [[Schema.OperatorCode.code: .integer(Int32(999))]]
    },
    .dense("options of another operator", "options of type 1, expected type 8") {
      $0.operators[0][Schema.Operator.optionsType] = .integer(UInt8(1))
    },
    .dense("fused TANH", "fused activation TANH", "an operator of its own") {
      $0.operators[0][Schema.Operator.options] = .object(
        .table([Schema.FullyConnected.activation: .integer(UInt8(4))]))
    },
    .dense("an activation of -1…1 on floats", "an activation of -1…1 on floats") {
      $0.operators[0][Schema.Operator.options] = .object(
        .table([Schema.FullyConnected.activation: .integer(UInt8(2))]))
    },
    .dense("shuffled weights", "shuffled weights") {
      $0.operators[0][Schema.Operator.options] = .object(
        .table([Schema.FullyConnected.weightsFormat: .integer(UInt8(1))]))
    },
    .dense("a stated shape that is another", "an output of shape 1 × 4, expected 1 × 3") {
      $0.tensors[3][Schema.Tensor.shape] = .object(.integers([Int32(1), 4]))
    },
    .dense("weights that do not fit the input", "4 inputs, expected a multiple of the weights' 5") {
      $0.tensors[1][Schema.Tensor.shape] = .object(.integers([Int32(3), 5]))
    },
    .dense("a bias of other length", "a bias of shape 2, expected 3") {
      $0.tensors[2][Schema.Tensor.shape] = .object(.integers([Int32(2)]))
    },
    Case("a stride of 0", "stride height 0, allowed: 1…1024") {
      .convolution([Schema.Convolution.strideHeight: .integer(Int32(0))])
    },
    Case("a negative dilation", "dilation width -3, allowed: 1…1024") {
      .convolution([Schema.Convolution.dilationWidth: .integer(Int32(-3))])
    },
    Case("padding of a third kind", "padding 2, expected 0 (SAME) or 1 (VALID)") {
      .convolution([Schema.Convolution.padding: .integer(UInt8(2))])
    },
    Case("a kernel beyond the image", "a kernel of 2 × 6, expected at most the input's 4 × 5") {
      .convolution([Schema.Convolution.dilationWidth: .integer(Int32(5))])
    },
    Case("no options", "no options, expected type 1") {
      var fixture = TFLiteFixture.convolution()
      fixture.operators[0][Schema.Operator.options] = nil
      return fixture
    },
    Case("grouped convolution", "2 groups, allowed: 1 group, or depthwise") {
      var fixture = TFLiteFixture.convolution()
      fixture.tensors[0][Schema.Tensor.shape] = .object(.integers([Int32(1), 4, 5, 4]))
      return fixture
    },
    Case("weights for other channels", "CONV_2D, operator 0: weights of shape 3 × 2 × 2 × 2") {
      var fixture = TFLiteFixture.convolution()
      fixture.tensors[0][Schema.Tensor.shape] = .object(.integers([Int32(1), 4, 5, 3]))
      return fixture
    },
    Case("an image of three axes", "an input of 3 axes, expected 4 axes") {
      var fixture = TFLiteFixture.convolution()
      fixture.tensors[0][Schema.Tensor.shape] = .object(.integers([Int32(1), 4, 5]))
      return fixture
    },
    Case("a softmax with a factor", "beta 2.0, allowed: 1") {
      TFLiteFixture(
        .softmax, [1, 4], output: [1, 4],
        options: (Schema.Softmax.optionsType, [Schema.Softmax.beta: .float(2)]))
    },
    Case("an axis that is not there", "axis 4, expected -4…3") {
      TFLiteFixture(
        .mean, [1, 4, 5, 2], shapes: [[4]], output: [4, 5, 2],
        options: (Schema.Reducer.optionsType, [:]))
    },
    Case("padded channels", "padding of the channels") {
      TFLiteFixture(.pad, [1, 4], shapes: [[0, 0, 1, 1]], output: [1, 6])
    },
    Case("negative padding", "other paddings") {
      TFLiteFixture(
        .pad, [1, 4, 4, 1], shapes: [[0, 0, -1, 1, 0, 0, 0, 0]], output: [1, 4, 4, 1])
    },
    Case("a reshape to other sizes", "a new shape of 3 × 3, expected 4 elements") {
      TFLiteFixture(.reshape, [1, 4], shapes: [[3, 3]], output: [3, 3])
    },
    Case("a reshape with two sizes left open", "a new shape of -1 × -1") {
      TFLiteFixture(.reshape, [1, 4], shapes: [[-1, -1]], output: [1, 4])
    },
    Case("a reshape to an absurd size", "a new shape of 2147483647 × 2147483647") {
      TFLiteFixture(
        .reshape, [1, 4], shapes: [[Int(Int32.max), Int(Int32.max)]], output: [1, 4])
    },
    Case("five axes", "shape 2 × 1 × 2 × 1 × 1, allowed: batch 1 ×") {
      TFLiteFixture(.reshape, [1, 4], shapes: [[2, 1, 2, 1, 1]], output: [2, 1, 2, 1, 1])
    },
    Case(
      "a constant for each position",
      "a constant of shape 4 × 2, allowed: one value, or one a channel (2)"
    ) {
      TFLiteFixture(
        .add, [1, 4, 2], constants: [([4, 2], [Float](repeating: 1, count: 8))],
        output: [1, 4, 2])
    },
    Case("a constant less an activation", "a constant less what the network computes") {
      var fixture = TFLiteFixture(.subtract, [1, 2], constants: [([2], [1, 2])], output: [1, 2])
      fixture.operators[0][Schema.Operator.inputs] = .object(.integers([Int32(1), 0]))
      return fixture
    },
    Case("a product of activations", "two operands that the network computes") {
      var fixture = TFLiteFixture(.multiply, [1, 2], output: [1, 2])
      fixture.operators[0][Schema.Operator.inputs] = .object(.integers([Int32(0), 0]))
      return fixture
    },
    Case("a slice of an activation", "STRIDED_SLICE, operator 0: STRIDED_SLICE of what the network")
    {
      TFLiteFixture(
        .stridedSlice, [1, 4], shapes: [[0], [1], [1]], output: [1, 1],
        options: (Schema.StridedSlice.optionsType, [:]))
    },
    Case("blocks without a convolution", "of what the network computes") {
      TFLiteFixture(
        .batchToSpace, [1, 4, 4, 1], shapes: [[2, 2], [0, 0, 0, 0]], output: [1, 4, 4, 1])
    },
    Case("a transposed convolution to another size", "an output of 9 × 5") {
      typealias Field = Schema.TransposedConvolution
      var fixture = TFLiteFixture(
        .transposedConvolution, [1, 2, 2, 1],
        constants: [([1, 3, 3, 1], [Float](repeating: 1, count: 9))], shapes: [[1, 9, 5, 1]],
        output: [1, 9, 5, 1],
        options: (
          Field.optionsType,
          [
            Field.padding: .integer(UInt8(1)), Field.strideHeight: .integer(Int32(2)),
            Field.strideWidth: .integer(Int32(2)),
          ]
        ))
      fixture.operators[0][Schema.Operator.inputs] = .object(.integers([Int32(2), 1, 0]))
      return fixture
    },
  ]

  @Test("of the file as a whole", arguments: files)
  func ofFiles(_ sample: Case) { check(sample) }

  @Test("of operators", arguments: operators)
  func ofOperators(_ sample: Case) { check(sample) }

  private func check(_ sample: Case) {
    let refusal = sample.fixture().refusal() ?? "nothing"
    for words in sample.words { #expect(refusal.contains(words), "\(refusal)") }
    #expect(refusal.isThreeLines, "\(refusal)")
    #expect(refusal.hasPrefix("model.tflite "))
    #expect(!refusal.contains("\u{1B}"))
  }

  @Test(
    "other files are told apart",
    arguments: [
      ([], "not there"), (Array("TFL3".utf8), "not there"), (Array("PK\u{3}\u{4}1234".utf8), "0x"),
    ] as [([UInt8], String)])
  func otherFormats(_ bytes: [UInt8], _ words: String) throws {
    let error = #expect(throws: InterchangeError.self) { try TFLiteModel(bytes: bytes) }
    let description = try #require(error).description
    #expect(description.contains("is not a TensorFlow Lite model") && description.contains(words))
    #expect(description.isThreeLines)
  }

  @Test("a file that is not there, and a folder")
  func unreadable() throws {
    for path in ["/nonexistent/model.tflite", "/"] {
      let error = #expect(throws: InterchangeError.self) { try TFLiteModel(contentsOf: path) }
      #expect(try #require(error).description.hasPrefix("\(path) could not be read\n"))
    }
  }
}

extension String {
  /// The form of every error: what, where, and what to do, the latter two indented.
  var isThreeLines: Bool {
    let lines = split(separator: "\n", omittingEmptySubsequences: false)
    return lines.count == 3 && !lines[0].hasPrefix(" ") && lines[1].hasPrefix("  ")
      && lines[2].hasPrefix("  ") && lines.allSatisfy { $0.count > 2 }
  }
}
