import EdgeRuntime
import Quantization
import Testing

@testable import Interchange

/// Networks written as `.tflite` files. (That other runtimes compute them with the same bits is for
/// `PythonTFLiteTests` to show.)
@Suite("TFLiteFile")
struct TFLiteExportTests {
  static let goldens = TFLiteGolden.kernels + TFLiteGolden.integerNetworks

  @Test("what is written is read as the same network", arguments: goldens)
  func roundTrip(_ golden: TFLiteGolden) throws {
    let network = try TFLiteModel(contentsOf: golden.file).integerNetwork().network
    let bytes: [UInt8]
    do {
      bytes = try TFLiteFile.bytes(of: network)
    } catch {
      // One scale for all weights of a matrix is multiplied otherwise than that of a convolution.
      #expect(golden.description == "rows_int8", "\(error)")
      return
    }
    #expect(try TFLiteFile.bytes(of: network) == bytes)
    let again = try TFLiteModel(bytes: bytes).integerNetwork().network
    #expect(again.tensors == network.tensors)
    #expect(again.nameless == network.nameless)
    #expect(try TFLiteFile.bytes(of: again) == bytes, "names change")
  }

  @Test("vectors have two axes, everything else four")
  func ranks() throws {
    func axes(_ name: String) throws -> [Int] {
      let network = try TFLiteModel(contentsOf: TFLiteGolden.vector(name)).integerNetwork().network
      let model = try TFLiteModel(bytes: TFLiteFile.bytes(of: network))
      return [model.input, model.output].map { model.tensors[$0].shape.count }
    }
    #expect(try axes("dense_16x8") == [2, 2])
    #expect(try axes("branches_int8") == [4, 2])
    #expect(try axes("bottleneck_int8") == [4, 4])
  }

  /// A convolution of 2 filters over a 5 × 5 image, int8.
  static func convolution(pad: Int, output: Int, stride: Int = 1) -> NetworkContents {
    func tensor(_ size: Int, _ channels: Int, scale: Float) -> TensorContents {
      TensorContents(
        height: size, width: size, channels: channels, scale: scale, zeroPoint: 3, arenaOffset: 0)
    }
    let kernel = KernelGeometry(
      height: 3, width: 3, strideHeight: stride, strideWidth: stride, padTop: pad, padLeft: pad)
    let requantizer = Requantizer(multiplier: 1 << 30, shift: -1)
    return NetworkContents(
      tensors: [tensor(5, 1, scale: 0.5), tensor(output, 2, scale: 1)],
      layers: [
        LayerContents(
          name: "conv", operation: .convolution(kernel), inputs: [0], output: 1,
          weights: .int8((0..<18).map { Int8($0) }), bias: [5, -5], weightScales: [0.5, 0.5],
          requantizers: [requantizer, requantizer], clampMin: -128, clampMax: 127)
      ])
  }

  @Test(
    "padding that the format has no word for becomes a layer", arguments: [(2, 7), (1, 4), (2, 6)])
  func padding(_ pad: Int, _ output: Int) throws {
    let network = Self.convolution(pad: pad, output: output)
    let again = try TFLiteModel(bytes: TFLiteFile.bytes(of: network)).integerNetwork().network
    #expect(again.layers.count == 2)
    guard case .pad(pad, pad, 3) = again.layers[0].operation else {
      Issue.record("\(again.layers[0].operation)")
      return
    }
    #expect(again.tensors[2].count == network.tensors[1].count)
  }

  @Test("SAME and VALID need no layer", arguments: [(1, 5, 1), (0, 3, 1), (1, 3, 2)])
  func knownPadding(_ pad: Int, _ output: Int, _ stride: Int) throws {
    let network = Self.convolution(pad: pad, output: output, stride: stride)
    let again = try TFLiteModel(bytes: TFLiteFile.bytes(of: network)).integerNetwork().network
    #expect(again.nameless == network.nameless)
  }

  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let words: String
    let change: @Sendable (inout NetworkContents) -> Void

    init(
      _ description: String, _ words: String,
      change: @escaping @Sendable (inout NetworkContents) -> Void
    ) {
      (self.description, self.words, self.change) = (description, words, change)
    }
  }

  static let cases: [Case] = [
    Case("16-bit weights", "layer conv: weights of 16 bits") {
      $0.layers[0].weights = .int16([Int16](repeating: 1, count: 18))
    },
    Case("4-bit weights under int16", "4-bit weights with int16 activations") {
      $0.layers[0].weights = .int4([Int8](repeating: 1, count: 18))
      for index in 0...1 {
        $0.tensors[index].elementType = .int16
        $0.tensors[index].zeroPoint = 0
      }
      ($0.layers[0].clampMin, $0.layers[0].clampMax) = (-32768, 32767)
    },
    Case("4-bit weights of a transposed convolution", "4-bit weights of a transposed") {
      guard case .convolution(let kernel) = $0.layers[0].operation else { return }
      $0.layers[0].operation = .transposedConvolution(kernel)
      $0.layers[0].weights = .int4([Int8](repeating: 1, count: 18))
    },
    Case("int8 and int16", "int8 and int16 in one layer") { $0.tensors[1].elementType = .int16 },
    Case("wide sums over int8", "sums of 64 bits over int8") {
      $0.layers[0].hasWideAccumulators = true
    },
    Case("a clamp in between", "outputs between -100 and 55") {
      ($0.layers[0].clampMin, $0.layers[0].clampMax) = (-100, 55)
    },
    Case("another multiplier", "multipliers other than those of its scales") {
      $0.layers[0].requantizers[1] = Requantizer(multiplier: 1 << 30 + 1, shift: -1)
    },
    Case("too small an output", "fewer positions than fit") { $0.tensors[1].height = 1 },
    Case("another transposed padding", "padding of 2 rows and 2 columns") {
      $0.layers[0].operation = .transposedConvolution(
        KernelGeometry(
          height: 3, width: 3, strideHeight: 2, strideWidth: 2, padTop: 2, padLeft: 2))
    },
    Case("a table of its own", "neither the logistic function nor") {
      $0.layers[0] = LayerContents(
        name: "conv", operation: .lookup, inputs: [0], output: 1,
        weights: .int8([Int8](repeating: 0, count: 256)), clampMin: -128, clampMax: 127)
    },
    Case("an activation of -1…1 by itself", "an activation of -1…1 by itself") {
      $0.layers[0] = LayerContents(
        name: "conv", operation: .rescale, inputs: [0], output: 1,
        requantizers: [Requantizer(multiplier: 1 << 30, shift: 0)], clampMin: 2, clampMax: 4)
    },
  ]

  @Test("what the format cannot say is named with its layer", arguments: cases)
  func refusals(_ sample: Case) throws {
    var network = Self.convolution(pad: 1, output: 5)
    sample.change(&network)
    let error = #expect(throws: InterchangeError.self) {
      try TFLiteFile.bytes(of: network, source: "model.easd")
    }
    let description = try #require(error).description
    #expect(description.contains(sample.words), "\(description)")
    #expect(description.contains("layer conv") && description.isThreeLines)
    #expect(description.hasPrefix("model.easd cannot be written in that format\n"))
  }

  @Test("what is left of a model is said")
  func notes() throws {
    let network = Self.convolution(pad: 1, output: 5)
    var model = ModelContents(bare: network, metadata: "{}")
    #expect(try TFLiteFile.bytes(of: model).notes.isEmpty)
    model.frontEnd = .features(bands: 5)
    model.heads = [.reconstruction(ReconstructionHeadContents(requantizers: [], meanQ13: 0))]
    #expect(try TFLiteFile.bytes(of: model).notes.count == 2)
    model.networks.append(network)
    #expect(throws: InterchangeError.self) { try TFLiteFile.bytes(of: model) }
  }
}

extension NetworkContents {
  /// The layers without their names.
  fileprivate var nameless: [LayerContents] {
    layers.map { layer in
      var layer = layer
      layer.name = ""
      return layer
    }
  }
}
