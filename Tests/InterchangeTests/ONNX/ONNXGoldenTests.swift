import FloatModels
import Foundation
import Interchange
import Testing

/// The oracle is ONNX Runtime: `Tests/Vectors/make_onnx_goldens.py`.
@Suite("ONNXFile: the networks of Tests/Vectors/onnx")
struct ONNXGoldenTests {
  static let goldens = FloatGolden.all(in: "onnx", ".onnx")

  @Test("every operator gives what ONNX Runtime gives", arguments: goldens)
  func sameOutputs(_ golden: FloatGolden) throws {
    let imported = try ONNXFile.network(golden.path)
    #expect(try golden.difference(imported) < 1e-5)
    #expect(imported.source.hasSuffix(" of make_onnx_goldens"))
  }

  @Test("there are goldens")
  func goldensAreThere() { #expect(Self.goldens.count >= 36) }

  /// Of one network by its name.
  static func network(_ name: String) throws -> ImportedNetwork {
    let golden = try #require(goldens.first { $0.path.hasSuffix("/\(name).onnx") })
    return try ONNXFile.network(golden.path)
  }

  @Test("batch norms are kept, and what is added to a layer's output becomes its bias")
  func structure() throws {
    let decoder = try Self.network("decoder_from_dense").graph.nodes.map(\.operation.kind)
    #expect(
      decoder == ["dense", "batch_norm", "relu", "reshape", "transposed_convolution"])
    let products = try Self.network("matmul_add").graph.nodes.map(\.operation.kind)
    #expect(products == ["dense", "relu", "dense"])
    let scaled = try Self.network("scaled_per_channel").graph.nodes.map(\.operation.kind)
    #expect(
      scaled == [
        "batch_norm", "convolution", "batch_norm", "relu", "batch_norm", "reshape", "batch_norm",
      ])
  }

  @Test("padding that TensorFlow's SAME describes is written as such")
  func paddingIsNormalised() throws {
    for name in ["conv_same_upper", "tconv_same_upper"] {
      #expect(try Self.network(name).graph.nodes[0].operation.window?.padding == .same)
    }
    for name in ["conv_same_lower", "tconv_same_lower", "tconv_asymmetric_pads"] {
      #expect(try Self.network(name).graph.nodes[0].operation.window?.padding != .same)
    }
  }

  @Test("a note says where the order of elements is not the file's")
  func notes() throws {
    let notes = try Self.network("conv_same_upper").notes
    #expect(notes.count == 2 && notes.allSatisfy { $0.contains("NHWC") })
    // One channel, channels that are last in the file too, and vectors stay as they are.
    for name in ["conv_same_lower", "channels_last", "gemm_plain", "gemm_of_input"] {
      let isOutputMoved = name == "conv_same_lower"
      #expect(try Self.network(name).notes.count == (isOutputMoved ? 1 : 0), "\(name)")
    }
    let types = try Self.network("element_types").notes
    #expect(types.count == 2 && types[0].contains("double") && types[1].contains("float16"))
    let batch = try Self.network("batch_of_two").notes
    #expect(batch.count == 1 && batch[0].contains("batches of 2"))
  }

  @Test("arrays beside the model are asked for by name where they are missing")
  func missingArrays() throws {
    let golden = try #require(Self.goldens.first { $0.path.hasSuffix("/stored_beside.onnx") })
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: golden.path)))
    let error = #expect(throws: InterchangeError.self) { try ONNXFile.network(bytes: bytes) }
    #expect(error?.description.contains("stored_beside.onnx.data") == true)
  }
}

/// Networks beside the package, and their twins in TensorFlow Lite's format.
@Suite(
  "ONNXFile: the networks of ../shared/data",
  .enabled(
    if: FloatGolden.shared("tflite-golden/cae64_f32.onnx") != nil,
    "needs the networks of ../shared/data/tflite-golden"))
struct ONNXSharedNetworkTests {
  @Test("they are read, and note nothing", arguments: ["cae64", "fcae"])
  func networksAreRead(_ name: String) throws {
    let path = try #require(FloatGolden.shared("tflite-golden/\(name)_f32.onnx"))
    let imported = try ONNXFile.network(path)
    #expect(imported.notes.isEmpty)
    #expect(try Network(imported.graph).outputShape == imported.graph.input)
  }
}
