import EdgeRuntime
import Foundation
import Testing

@testable import Quantization

/// The tables, applied to inputs of which TensorFlow Lite Micro's outputs are known bit for bit
/// (`Tests/Vectors/make_kernel_goldens.py`, whose steps and zero points are repeated here).
@Suite struct CurveGoldenTests {
  @Test func logisticOfBytes() throws {
    let table = LookupTable.logistic(of: TensorQuantization(scale: 0.06, zeroPoint: 11))
    let golden = try Golden("logistic")
    #expect(golden.input.map { Int64(table[Int($0) + 128]) } == golden.output)
  }

  @Test func hyperbolicTangentOfBytes() throws {
    let table = LookupTable.tanh(of: TensorQuantization(scale: 0.03, zeroPoint: -6))
    let golden = try Golden("tanh")
    #expect(golden.input.map { Int64(table[Int($0) + 128]) } == golden.output)
  }

  @Test(
    arguments: [
      ("logistic_16", 0.00031), ("logistic_16_power_of_two", 0x1p-12), ("tanh_16", 0.00017),
      ("tanh_16_power_of_two", 0x1p-12),
    ] as [(String, Float)])
  func curvesOfSixteenBits(name: String, scale: Float) throws {
    let kind: InterpolatedCurve.Kind = name.hasPrefix("tanh") ? .tanh : .logistic
    let layer = LayerContents(
      name: name, operation: .tanh, inputs: [0], output: 1,
      weights: .int16(InterpolatedCurve.table),
      requantizers: [try #require(InterpolatedCurve.scaling(kind, inputScale: scale))],
      clampMin: -32768, clampMax: 32767)
    let curve = IntegerCurveReference(layer)
    let golden = try Golden(name)
    #expect(
      golden.input.map { kind == .tanh ? curve.tanh($0) : curve.logistic($0) } == golden.output)
  }

  @Test(
    arguments: [("softmax_row", 0.11, 10), ("softmax_pixels", 0.021, 37)] as [(String, Float, Int)])
  func softmaxOfBytes(name: String, scale: Float, channels: Int) throws {
    let layer = LayerContents(
      name: name, operation: .softmax, inputs: [0], output: 1,
      weights: .int32(SoftmaxTables.exponentials(inputScale: scale)), clampMin: -128,
      clampMax: 127)
    try expectGolden(name, layer, channels: channels, isWide: false)
  }

  @Test func softmaxOfSixteenBits() throws {
    let layer = LayerContents(
      name: "softmax", operation: .softmax, inputs: [0], output: 1,
      weights: .int16(SoftmaxTables.interpolated),
      requantizers: [try #require(SoftmaxTables.scaling(inputScale: 0.00021))],
      clampMin: -32768, clampMax: 32767)
    try expectGolden("softmax_16", layer, channels: 11, isWide: true)
  }

  private func expectGolden(
    _ name: String, _ layer: LayerContents, channels: Int, isWide: Bool
  ) throws {
    let golden = try Golden(name)
    let found = stride(from: 0, to: golden.input.count, by: channels).flatMap { first in
      IntegerCurveReference(layer).softmax(
        Array(golden.input[first..<first + channels]), isWide: isWide)
    }
    #expect(found == golden.output)
  }

  /// Input and output of a golden network of one operator.
  private struct Golden {
    let input: [Int64]
    let output: [Int64]

    init(_ name: String) throws {
      let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Vectors/kernels")
      input = try Self.numbers(folder.appending(path: name + "_input.npy"))
      output = try Self.numbers(folder.appending(path: name + "_tflm_output.npy"))
    }

    /// The int8 or int16 numbers of a `.npy` file of version 1.
    private static func numbers(_ file: URL) throws -> [Int64] {
      let bytes = [UInt8](try Data(contentsOf: file))
      let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
      let data = bytes[start...]
      guard String(decoding: bytes[..<start], as: UTF8.self).contains("<i2") else {
        return data.map { Int64(Int8(bitPattern: $0)) }
      }
      return stride(from: start, to: bytes.count, by: 2).map {
        Int64(Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8))
      }
    }
  }
}
