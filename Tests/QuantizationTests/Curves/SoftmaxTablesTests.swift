import EdgeRuntime
import Foundation
import SeededRandom
import Testing

@testable import Quantization

@Suite struct SoftmaxTablesTests {
  @Test(arguments: [0.0001, 0.003, 0.02, 0.11, 0.5, 2] as [Float])
  func exponentialsAreNearTheFunction(scale: Float) {
    let table = SoftmaxTables.exponentials(inputScale: scale)
    #expect(table.count == 256 && table[0] == .max)
    for (steps, entry) in table.enumerated() {
      let wanted = exp(-Double(steps) * Double(scale))
      #expect(abs(Double(entry) / 0x1p31 - wanted) < 1e-6)
    }
    #expect(zip(table, table.dropFirst()).allSatisfy { $0 >= $1 && $1 >= 0 })
  }

  @Test func interpolatedTablesAreNearTheFunctions() {
    let table = SoftmaxTables.interpolated
    #expect(table.count == 1026)
    for index in 0...512 {
      let exponential = exp(-10 + 10 * Double(index) / 512) * 32768
      let reciprocal = 32768 / (1 + Double(index) / 512)
      // A sixteenth of the curvature times the step's square is taken off; a half for rounding,
      // another one for TensorFlow Lite's intermediate roundings, and 32,768 is 32,767.
      let allowed = 1.5 + exponential / 16 * 100 / (512 * 512)
      #expect(abs(Double(table[index]) - exponential) <= allowed)
      #expect(abs(Double(table[513 + index]) - reciprocal) <= 1.6)
    }
  }

  private func softmax(_ x: [Int64], _ layer: LayerContents, isWide: Bool) -> [Int64] {
    IntegerCurveReference(layer).softmax(x, isWide: isWide)
  }

  @Test(arguments: [0.01, 0.05, 0.11, 0.3] as [Float], [1, 2, 10, 300])
  func softmaxOfBytesIsNearTheFunction(scale: Float, channels: Int) {
    let layer = LayerContents(
      name: "softmax", operation: .softmax, inputs: [0], output: 1,
      weights: .int32(SoftmaxTables.exponentials(inputScale: scale)), clampMin: -128,
      clampMax: 127)
    var random = SeededGenerator(seed: UInt64(channels))
    for _ in 0..<50 {
      let x = (0..<channels).map { _ in Int64(random.integer(below: 256)) - 128 }
      let found = softmax(x, layer, isWide: false)
      for (entry, wanted) in zip(found, Self.real(x, scale)) {
        // 256/256 is not among the integers.
        #expect(abs(Double(entry) + 128 - min(256 * wanted, 255)) <= 0.51)
      }
    }
  }

  @Test(arguments: [0.00005, 0.0002, 0.001] as [Float], [1, 2, 10, 300])
  func softmaxOfSixteenBitsIsNearTheFunction(scale: Float, channels: Int) throws {
    let layer = LayerContents(
      name: "softmax", operation: .softmax, inputs: [0], output: 1,
      weights: .int16(SoftmaxTables.interpolated),
      requantizers: [try #require(SoftmaxTables.scaling(inputScale: scale))], clampMin: -32768,
      clampMax: 32767)
    var random = SeededGenerator(seed: UInt64(channels))
    for _ in 0..<50 {
      let x = (0..<channels).map { _ in Int64(random.integer(below: 65536)) - 32768 }
      let found = softmax(x, layer, isWide: true)
      for (entry, wanted) in zip(found, Self.real(x, scale)) {
        // The table ends at e⁻¹⁰, 1.5 of 32,768: what is smaller is taken for that, in the sum too.
        let allowed = 8 + 1.5 * Double(channels) * wanted
        #expect(abs(Double(entry) - min(32768 * wanted, 32767)) <= allowed)
      }
    }
  }

  private static func real(_ x: [Int64], _ scale: Float) -> [Double] {
    let powers = x.map { exp(Double($0 - (x.max() ?? 0)) * Double(scale)) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  @Test func scalesBeyondTheArithmeticAreRefused() {
    #expect(SoftmaxTables.scaling(inputScale: 4.9) != nil)
    #expect(SoftmaxTables.scaling(inputScale: 5.1) == nil)
  }
}
