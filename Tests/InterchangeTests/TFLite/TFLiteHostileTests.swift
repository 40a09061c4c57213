import EdgeRuntime
import FloatModels
import Foundation
import Quantization
import SeededRandom
import Testing

@testable import Interchange

/// Files that came to harm, or mean it.
@Suite("TFLiteModel: damaged files are refused or harmless")
struct TFLiteHostileTests {
  /// Files of all kinds, small ones.
  static let samples = [
    "autoencoder_float", "autoencoder_float16", "sequence_float", "dilated_int8", "branches_int8",
    "autoencoder_16x8",
  ]

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: TFLiteGolden.vector(name))))
  }

  /// Takes a file over, as far as it can be; whether it was.
  @discardableResult
  static func take(_ bytes: [UInt8]) -> Bool {
    do {
      let model = try TFLiteModel(bytes: bytes)
      switch try model.arithmetic() {
      case .float: _ = try Network(model.floatNetwork(dequantizingWeights: true).graph)
      case .integer:
        let network = try model.integerNetwork().network
        _ = try? TFLiteFile.bytes(of: network)
        _ = try? ModelWriter.write(ModelContents(bare: network, metadata: "{}"))
      }
      return true
    } catch {
      #expect("\(error)".split(separator: "\n").count >= 3, "\(error)")
      return false
    }
  }

  @Test(
    "cut off at any length, and refused unless only the end is missing",
    arguments: ["scaled_float", "rows_int8", "dense_16x8"])
  func truncations(_ name: String) throws {
    let bytes = try Self.bytes(name)
    #expect(Self.take(bytes))
    var accepted = 0
    for length in 0..<bytes.count where Self.take(Array(bytes.prefix(length))) { accepted += 1 }
    // What a converter writes last are names and lists of which nothing is read.
    #expect(accepted < 512)
  }

  /// Found by fuzzing: 43 rows below a sequence of one row, divided into blocks of 44 rows, make blocks of
  /// one row each, which lose an axis as those of a sequence do.
  @Test("a sequence that is padded to many rows is refused")
  func paddedSequence() throws {
    var bytes = try Self.bytes("sequence_int8")
    let place = 1144
    #expect(bytes[place] == 0)
    bytes[place] = 43
    let error = #expect(throws: InterchangeError.self) {
      try TFLiteModel(bytes: bytes).integerNetwork()
    }
    #expect(error?.description.contains("blocks of 44 rows in three dimensions") == true)
  }

  @Test("bits flipped at random", arguments: samples)
  func flippedBits(_ name: String) throws {
    let bytes = try Self.bytes(name)
    var random = SeededGenerator(seed: 11)
    for _ in 0..<600 {
      var mutant = bytes
      for _ in 0...random.integer(below: 3) {
        mutant[random.integer(below: mutant.count)] ^= 1 << UInt8(random.integer(below: 8))
      }
      Self.take(mutant)
    }
  }

  @Test("words replaced by what tends to hurt", arguments: samples)
  func hurtfulWords(_ name: String) throws {
    let bytes = try Self.bytes(name)
    var random = SeededGenerator(seed: 13)
    let values: [UInt32] = [
      0, 1, 2, .max, .max - 3, 1 << 31, 1 << 31 - 1, 127, 128, 255, 256, 65535, 65536, 1 << 24,
      0x3F80_0000, 0x7F80_0000, 0x7FC0_0000, 0x0000_0001, 0xFF80_0000, UInt32(bytes.count),
    ]
    for _ in 0..<600 {
      var mutant = bytes
      let offset = random.integer(below: mutant.count / 4) * 4
      let value = values[random.integer(below: values.count)]
      for byte in 0..<4 { mutant[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
      Self.take(mutant)
    }
  }

  @Test("small files that share one large constant do not make much of it")
  func sharedConstants() {
    // 600 layers whose weights are the same 64 kB: the graph takes 512 layers.
    var fixture = TFLiteFixture(
      .fullyConnected, [1, 128],
      constants: [([128, 128], [Float](repeating: 0, count: 128 * 128))], output: [1, 128],
      options: (TFLiteSchema.FullyConnected.optionsType, [:]))
    for _ in 0..<600 {
      let last = Int32(fixture.tensors.count - 1)
      fixture.add([1, 128])
      fixture.append(0, [last, 1], [last + 1])
      fixture.outputs = [last + 1]
    }
    #expect(fixture.refusal()?.contains("601, allowed 1…512") == true)
  }

  @Test(
    "a bias that leaves no room for a sum is refused by the device",
    arguments: [.max, .min] as [Int64])
  func endlessBias(_ bias: Int64) throws {
    var network = try TFLiteModel(contentsOf: TFLiteGolden.vector("dense_16x8")).integerNetwork()
      .network
    network.layers[0].bias[3] = bias
    #expect(throws: ModelError.self) {
      try ModelWriter.write(ModelContents(bare: network, metadata: "{}"))
    }
  }
}
