import Foundation
import SeededRandom
import Testing

@testable import EdgeRuntime
@testable import Quantization

@Suite("Cross entropy head")
struct CrossEntropyHeadTests {
  /// The score of logits, and what real arithmetic makes of the same integers.
  private static func scores(
    _ logits: [Int16], octavesPerStep: Double, id: Int?
  ) -> (found: Double, exact: Double) {
    let shift = 30 - Int((octavesPerStep * 0x1p24).exponent)
    let multiplier = UInt32(
      (octavesPerStep * 0x1p24 * Double(sign: .plus, exponent: shift, significand: 1)).rounded(
        .down))
    let names = [UInt8](repeating: 1, count: 16)
    let tensor = IntegerTensor(
      height: 1, width: 1, channels: logits.count, elementType: .int16, scale: 1, zeroPoint: 0,
      arenaOffset: 0)
    let found = names.withUnsafeBufferPointer { names in
      logits.withUnsafeBytes { logits in
        CrossEntropyHead(
          ids: MachineNames(count: logits.count / 2, bytes: names.baseAddress!),
          octaveMultiplier: multiplier, octaveShift: UInt32(shift)
        ).scoreQ24(logits.baseAddress!, tensor, id: id)
      }
    }
    let nats =
      Double(multiplier) * Double(sign: .plus, exponent: -24 - shift, significand: 1) * log(2)
    let largest = Double(logits.max()!)
    let sum = logits.reduce(0) { $0 + exp((Double($1) - largest) * nats) }
    let own = id.map { $0 >= 0 && $0 < logits.count ? Double(logits[$0]) : largest } ?? largest
    return (Double(found) / 0x1p24, (largest - own) * nats + log(sum))
  }

  @Test("scores are those of real arithmetic", arguments: [2, 4, 50, 4096])
  func accuracy(_ count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    var worst = 0.0
    for _ in 0..<(count > 1000 ? 200 : 20_000) {
      let magnitude = 1 + random.integer(below: 32767)
      let logits = (0..<count).map { _ in
        Int16(random.integer(below: 2 * magnitude) - magnitude)
      }
      let octaves = exp2(-random.uniform(in: 0...18))
      let id = random.integer(below: 3) == 0 ? nil : random.integer(below: count)
      let (found, exact) = Self.scores(logits, octavesPerStep: octaves, id: id)
      // Each term of the sum is rounded to 2⁻³⁰, each distance to 2⁻²⁵ octaves.
      let bound = min(1.4e-5, exact * 1e-3 + 2e-7) + Double(count) * 0x1p-30
      #expect(abs(found - exact) <= bound, "\(logits.prefix(4)) \(octaves)")
      worst = max(worst, abs(found - exact))
    }
    // The bound is no looser than need be.
    #expect(worst > 0.7e-5 || count > 4)
  }

  @Test func certaintyIsZeroAndScoresEndBelowTheirLimit() {
    #expect(Self.scores([32767, -32768], octavesPerStep: 8, id: 0).found == 0)
    let (found, exact) = Self.scores([32767, -32768], octavesPerStep: 15.9, id: 1)
    #expect(abs(found / exact - 1) < 1e-8 && found < 0x1p20)
    // Equal logits: the logarithm of their number.
    let equal = Self.scores([5, 5, 5], octavesPerStep: 0.1, id: 2).found
    #expect(abs(equal - log(3)) < 1.4e-5)
    // None of the head's machines is the likeliest one.
    for id in [-1, 2, .max] {
      let (found, exact) = Self.scores([100, 40], octavesPerStep: 0.01, id: id)
      #expect(abs(found - exact) < 1.4e-5)
    }
  }

  @Test func machinesAreFoundByName() throws {
    let model = try ModelImage(try ModelWriter.write(ModelFixture.classifier())).model()
    #expect(model.ids == ["id_00", "id_02", "ölpumpe"])
    #expect(model.index(ofID: "ölpumpe") == 2 && model.index(ofID: "id_01") == nil)
  }

  private typealias Change = (inout CrossEntropyHeadContents) -> Void

  @Test func headsThatDoNotFitAreRefused() throws {
    let changes: [(String, Change)] = [
      ("ids, one an output", { $0.ids.append("id_04") }),
      ("ids, one an output", { $0.ids.removeLast() }),
      ("ids of a score head", { $0.ids = ["id_00"] }),
      ("shift of a score", { $0.octaveShift = 63 }),
      ("shift of a score", { $0.octaveShift = 2 }),
      ("multiplier of a score", { $0.octaveMultiplier = 1 << 31 }),
      ("multiplier of a score", { $0.octaveMultiplier = 1 << 29 }),
      ("length of an id's name", { $0.ids[1] = "" }),
    ]
    for (what, change) in changes {
      var contents = ModelFixture.classifier()
      guard case .crossEntropy(var head) = contents.heads[0] else { return }
      change(&head)
      contents.heads = [.crossEntropy(head)]
      let error = try #require(throws: ModelError.self) { try ModelWriter.write(contents) }
      #expect(error.what.description == what)
    }
  }
}
