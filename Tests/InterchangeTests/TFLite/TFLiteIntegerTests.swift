import EdgeRuntime
import Quantization
import Testing

@testable import Interchange

/// Integer networks of `.tflite` files on the device's kernels, with TensorFlow Lite Micro as the
/// oracle, or LiteRT's reference kernels where that does not run a file.
@Suite("TFLiteModel: integer networks")
struct TFLiteIntegerTests {
  @Test("single operators give the same bits", arguments: TFLiteGolden.kernels)
  func operators(_ golden: TFLiteGolden) throws { try check(golden) }

  @Test("whole networks give the same bits", arguments: TFLiteGolden.integerNetworks)
  func networks(_ golden: TFLiteGolden) throws { try check(golden) }

  @Test(
    "published networks give the same bits",
    .enabled(if: !TFLiteGolden.sharedNetworks.isEmpty, "needs ../shared/data/tflite-golden"))
  func sharedNetworks() throws {
    for golden in TFLiteGolden.sharedNetworks { try check(golden) }
  }

  @Test("all kinds of operators are among the goldens")
  func goldensAreThere() throws {
    #expect(TFLiteGolden.kernels.count >= 70)
    #expect(TFLiteGolden.integerNetworks.count >= 9)
    var kinds: Set<String> = []
    for golden in TFLiteGolden.kernels + TFLiteGolden.integerNetworks {
      let network = try TFLiteModel(contentsOf: golden.file).integerNetwork().network
      for layer in network.layers {
        kinds.insert(String("\(layer.operation)".prefix { $0 != "(" }))
      }
    }
    #expect(kinds.count == 16)
  }

  /// Compares every element of every output.
  private func check(_ golden: TFLiteGolden) throws {
    let imported = try TFLiteModel(contentsOf: golden.file).integerNetwork()
    let run = try IntegerRun(imported.network)
    let (inputs, outputs) = (try golden.inputs, try golden.outputs)
    let (first, last) = (
      imported.network.tensors[0], imported.network.tensors[imported.network.tensors.count - 1]
    )
    let given = integers(inputs, first), wanted = integers(outputs, last)
    for sample in 0..<inputs.shape[0] {
      let input = given[sample * first.count..<(sample + 1) * first.count]
      let expected = wanted[sample * last.count..<(sample + 1) * last.count]
      #expect(run.output(Array(input)) == Array(expected), "\(golden), sample \(sample)")
    }
    #expect(imported.notes.isEmpty == (inputs.type != "<f4"))
  }

  /// As they stand, or quantized where a file takes and gives floats.
  private func integers(_ array: NumpyArray, _ tensor: TensorContents) -> [Int] {
    guard array.type == "<f4" else { return array.integers }
    let range = tensor.elementType.range
    return array.values(as: Float.self).map { value in
      let steps = Int((value / tensor.scale).rounded(.toNearestOrAwayFromZero))
      return min(max(steps + Int(tensor.zeroPoint), Int(range.lowerBound)), Int(range.upperBound))
    }
  }

  @Test("the constant of a sum is a layer of its own")
  func constantOfASum() throws {
    let network = try TFLiteModel(contentsOf: TFLiteGolden.vector("dilated_int8")).integerNetwork()
      .network
    let sums = network.layers.filter { $0.operation == .add }
    #expect(sums.count == 3)
    for sum in sums {
      let constant = network.layers[sum.inputs[1] - 1]
      #expect(constant.weights == .int8([Int8](repeating: 0, count: constant.bias.count)))
    }
  }

  @Test("a pool over the whole image may have any stride")
  func strideOfASinglePosition() {
    typealias Field = TFLiteSchema.Pool
    var fixture = TFLiteFixture(
      .averagePool, [1, 30, 20, 2], output: [1, 1, 1, 2],
      options: (
        Field.optionsType,
        [
          Field.padding: .integer(UInt8(1)), Field.strideHeight: .integer(Int32(30)),
          Field.strideWidth: .integer(Int32(20)), Field.height: .integer(Int32(30)),
          Field.width: .integer(Int32(20)),
        ]
      ))
    for tensor in 0...1 { fixture.quantize(tensor, .int8, [0.5], [3]) }
    #expect(fixture.refusal() == nil)
  }

  @Test("a float network is not taken for an integer one")
  func floatsAreRefused() throws {
    let model = try TFLiteModel(contentsOf: TFLiteGolden.vector("dense_float"))
    let error = #expect(throws: InterchangeError.self) { try model.integerNetwork() }
    #expect(try #require(error).description.contains("FLOAT32, allowed: INT8, INT16"))
  }
}
