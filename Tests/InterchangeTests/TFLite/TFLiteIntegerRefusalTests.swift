import Testing

@testable import Interchange

/// What an integer network of the file has that the device does not compute.
@Suite("TFLiteModel: refusals of integer networks name what they refuse")
struct TFLiteIntegerRefusalTests {
  typealias Schema = TFLiteSchema

  /// An int8 fully connected layer of 2 units on 4 inputs.
  static var dense: TFLiteFixture {
    var fixture = TFLiteFixture(.fullyConnected, [1, 4], output: [1, 2])
    fixture.tensors.removeLast()
    fixture.add([2, 4], .int8, data: [1, 2, 3, 4, 5, 6, 7, 8])
    fixture.add([2], .int32, data: [10, 20])
    fixture.add([1, 2])
    fixture.operators = []
    fixture.append(0, [0, 1, 2], [3])
    fixture.outputs = [3]
    fixture.quantize(0, .int8, [0.5], [-3])
    fixture.quantize(1, .int8, [0.25, 0.125])
    fixture.quantize(2, .int32, [0.125, 0.0625])
    fixture.quantize(3, .int8, [1], [7])
    return fixture
  }

  /// An operator from one quantized tensor to another of the same shape.
  static func elementwise(
    _ builtin: TFLiteBuiltin, _ element: TFLiteElement = .int8, input: (Float, Int64),
    output: (Float, Int64), options: (type: UInt8, fields: [Int: FlatField])? = nil
  ) -> TFLiteFixture {
    var fixture = TFLiteFixture(builtin, [1, 2, 2, 1], output: [1, 2, 2, 1], options: options)
    fixture.quantize(0, element, [input.0], [input.1])
    fixture.quantize(1, element, [output.0], [output.1])
    return fixture
  }

  @Test("unchanged, the samples are taken over")
  func samplesAreSound() {
    #expect(Self.dense.refusal() == nil)
    #expect(Self.elementwise(.tanh, input: (0.1, 4), output: (1 / 128, 0)).refusal() == nil)
  }

  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let words: String
    let change: @Sendable (inout TFLiteFixture) -> Void

    init(
      _ description: String, _ words: String,
      change: @escaping @Sendable (inout TFLiteFixture) -> Void
    ) {
      (self.description, self.words, self.change) = (description, words, change)
    }
  }

  static let cases: [Case] = [
    Case("an activation without scale", "tensor 3 with 0 scales, expected 1") {
      $0.tensors[3][Schema.Tensor.quantization] = nil
    },
    Case("an activation with two scales", "tensor 0 with 2 scales, expected 1") {
      $0.quantize(0, .int8, [1, 2])
    },
    Case("a scale of 0", "scale 0.0 of tensor 0, expected above 0") { $0.quantize(0, .int8, [0]) },
    Case("a scale that is no number", "scale nan of tensor 3") { $0.quantize(3, .int8, [.nan]) },
    Case("an endless scale", "scale inf of tensor 1") { $0.quantize(1, .int8, [.infinity, 1]) },
    Case("a zero point beyond int8", "zero point 128 of INT8, expected -128…127") {
      $0.quantize(3, .int8, [1], [128])
    },
    Case("a zero point of 64 bits", "zero point 9223372036854775807 of INT8") {
      $0.quantize(3, .int8, [1], [.max])
    },
    Case("a zero point of int16", "zero point 1 of INT16, expected 0…0") {
      $0.quantize(0, .int16, [1], [1])
      $0.quantize(3, .int16, [1], [0])
    },
    Case("weights with a zero point", "weights with zero point 5, allowed: 0") {
      $0.quantize(1, .int8, [0.25, 0.125], [0, 5])
    },
    Case("five scales for four inputs", "5 scales for axis 1") {
      $0.quantize(1, .int8, [1, 1, 1, 1, 1], dimension: 1)
    },
    Case("scales along another axis", "scales along axis 1 of the weights, allowed: axis 0") {
      $0.quantize(1, .int8, [1, 1, 1, 1], dimension: 1)
    },
    Case("three scales for two units", "3 scales for axis 0") {
      $0.quantize(1, .int8, [1, 1, 1])
    },
    Case("a weight of -128", "a weight of -128, allowed: -127…127") {
      $0.buffers[1] = [
        Schema.Buffer.data: .object(.integers([Int8(-128), 1, 2, 3, 4, 5, 6, 7]))
      ]
    },
    Case("weights of 32 bits", "weights of type INT32") {
      $0.tensors[1] = $0.tensors[1].merging([Schema.Tensor.type: .integer(UInt8(2))]) { $1 }
      $0.buffers[1] = [
        Schema.Buffer.data: .object(
          .numbers([UInt8](repeating: 1, count: 32), size: 1, alignment: 16))
      ]
    },
    Case("a bias of floats", "a bias of type FLOAT32") {
      $0.tensors[2][Schema.Tensor.type] = .integer(UInt8(0))
    },
    Case("a bias of 64 bits over int8", "a bias of 64 bits with int8 activations") {
      $0.tensors[2][Schema.Tensor.type] = .integer(UInt8(4))
      $0.buffers[2] = [
        Schema.Buffer.data: .object(
          .numbers([UInt8](repeating: 1, count: 16), size: 1, alignment: 16))
      ]
    },
    Case("an output of another type", "int8 and int16 in one layer") {
      $0.quantize(3, .int16, [1])
    },
    Case("an output of floats", "FLOAT32 in a network of integers") {
      $0.tensors[3][Schema.Tensor.type] = .integer(UInt8(0))
    },
    Case("scales far apart", "such that sums fit 32 bits") { $0.quantize(3, .int8, [1e-6]) },
  ]

  @Test("of layers with weights", arguments: cases)
  func ofWeights(_ sample: Case) {
    var fixture = Self.dense
    sample.change(&fixture)
    let refusal = fixture.refusal() ?? "nothing"
    #expect(refusal.contains(sample.words), "\(refusal)")
    #expect(refusal.isThreeLines, "\(refusal)")
  }

  @Test(
    "of other layers",
    arguments: [
      (
        elementwise(.logistic, input: (0.1, 0), output: (1 / 256, 0)),
        "an output of scale 0.00390625 and zero point 0, expected 1/256 and -128"
      ),
      (
        elementwise(.tanh, input: (0.1, 0), output: (1 / 256, 0)), "expected 1/128 and 0"
      ),
      (
        elementwise(.logistic, .int16, input: (0.1, 0), output: (0.1, 0)), "expected 1/32768 and 0"
      ),
      (
        elementwise(.tanh, .int16, input: (40, 0), output: (1 / 32768, 0)),
        "scales 40.0 of the input"
      ),
      (
        elementwise(.relu6, input: (0.1, 0), output: (0.2, 0)), "the same of both"
      ),
      (
        elementwise(.reluMinusOneToOne, input: (0.1, 0), output: (0.1, 1)), "the same of both"
      ),
      (
        elementwise(.quantize, input: (1e30, 0), output: (1e-30, 0)), "scales 1e+30 of the input"
      ),
      (
        elementwise(
          .maximumPool, input: (0.1, 0), output: (0.1, 0),
          options: (
            Schema.Pool.optionsType,
            [
              Schema.Pool.strideHeight: .integer(Int32(1)),
              Schema.Pool.strideWidth: .integer(Int32(1)),
              Schema.Pool.height: .integer(Int32(65)), Schema.Pool.width: .integer(Int32(1)),
            ]
          )), "a kernel of 65 × 1"
      ),
    ] as [(TFLiteFixture, String)])
  func ofOthers(_ fixture: TFLiteFixture, _ words: String) {
    let refusal = fixture.refusal() ?? "nothing"
    #expect(refusal.contains(words), "\(refusal)")
    #expect(refusal.isThreeLines, "\(refusal)")
  }
}
