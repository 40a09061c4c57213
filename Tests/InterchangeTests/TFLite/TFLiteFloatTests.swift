import FloatModels
import Foundation
import Testing

@testable import Interchange

/// What a float network of a `.tflite` file computes, with LiteRT as the oracle.
@Suite("TFLiteModel: float networks")
struct TFLiteFloatTests {
  @Test("compute what LiteRT computes", arguments: TFLiteGolden.floatNetworks)
  func agreesWithLiteRT(_ golden: TFLiteGolden) throws {
    let imported = try TFLiteModel(contentsOf: golden.file).floatNetwork()
    #expect(imported.notes.isEmpty)
    let network = try Network(imported.graph)
    let inputs = try golden.inputs, expected = try golden.outputs.values(as: Float.self)
    let outputs = network.forward(inputs.values(as: Float.self), batch: inputs.shape[0])
    try #require(outputs.count == expected.count)
    for (output, wanted) in zip(outputs, expected) {
      #expect(abs(output - wanted) <= 2e-6 * max(1, abs(wanted)))
    }
  }

  @Test("all forms of networks are among the goldens")
  func goldensAreThere() {
    #expect(TFLiteGolden.floatNetworks.count >= 10)
  }

  @Test("layers have their author's names")
  func layersHaveNames() throws {
    let graph = try TFLiteModel(contentsOf: TFLiteGolden.vector("branches_float")).floatNetwork()
      .graph
    let names = graph.nodes.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.contains { $0.hasPrefix("conv2d") })
    #expect(names.contains { $0.hasPrefix("depthwise_conv2d") })
    #expect(names.contains { $0.hasPrefix("average_pooling2d") })
    #expect(names.allSatisfy { !$0.contains("/") && !$0.contains(";") })
  }

  @Test("a convolution in blocks becomes a dilated one")
  func blocksBecomeDilation() throws {
    let graph = try TFLiteModel(contentsOf: TFLiteGolden.vector("dilated_float")).floatNetwork()
      .graph
    let dilations = graph.nodes.compactMap(\.operation.window).map {
      [$0.dilationHeight, $0.dilationWidth]
    }
    #expect(dilations == [[2, 2], [2, 1], [2, 2], [1, 1]])
  }

  @Test("integer weights under float activations are refused, or taken as floats with a note")
  func dynamicRange() throws {
    let model = try TFLiteModel(contentsOf: TFLiteGolden.vector("dense_dynamic"))
    #expect(try model.arithmetic() == .float)
    let error = #expect(throws: InterchangeError.self) { try model.floatNetwork() }
    #expect(try #require(error).description.contains("INT8 weights with float activations"))
    let imported = try model.floatNetwork(dequantizingWeights: true)
    #expect(imported.notes.count == 1)
    // The same network, trained once, with its weights rounded to 1/254 of the largest one.
    let exact = try TFLiteModel(contentsOf: TFLiteGolden.vector("dense_float")).floatNetwork()
    let input = (0..<32).map { Float($0 % 7) / 4 - 0.5 }
    let rounded = try Network(imported.graph).forward(input, batch: 1)
    for (one, other) in zip(rounded, try Network(exact.graph).forward(input, batch: 1)) {
      #expect(abs(one - other) < 0.05)
    }
  }

  @Test(
    "16-bit floats are read as they are",
    arguments: [
      (UInt16(0x3C00), Float(1)), (0xC000, -2), (0x7BFF, 65504), (0x0400, 0x1p-14),
      (0x0001, 0x1p-24), (0x03FF, 1023 * 0x1p-24), (0x3555, 0.333251953125), (0x7C00, .infinity),
    ])
  func halfPrecision(_ bits: UInt16, _ value: Float) {
    #expect(Float(halfPrecision: bits) == value)
    #expect(Float(halfPrecision: bits | 0x8000) == -value || bits & 0x8000 != 0)
  }

  @Test("a 16-bit float that is no number stays none")
  func halfPrecisionNaN() { #expect(Float(halfPrecision: 0x7E00).isNaN) }

  @Test("an integer network is not taken for a float one")
  func integersAreRefused() throws {
    let model = try TFLiteModel(contentsOf: TFLiteGolden.vector("branches_int8"))
    #expect(try model.arithmetic() == .integer)
    let error = #expect(throws: InterchangeError.self) { try model.floatNetwork() }
    #expect(try #require(error).description.contains("INT8, allowed: FLOAT32"))
  }
}
