import EdgeRuntime
import SeededRandom
import Testing

@Suite struct SaturationTests {
  @Test func everyPairOfInt8StopsAtTheEnds() {
    for a in Int8.min...Int8.max {
      for b in Int8.min...Int8.max {
        #expect(a.addingWithSaturation(b) == Int8(clamping: Int64(a) + Int64(b)))
        #expect(a.subtractingWithSaturation(b) == Int8(clamping: Int64(a) - Int64(b)))
      }
    }
  }

  @Test func tenMillionPairsOfInt16AgreeWithInt64() {
    var random = SeededGenerator(seed: 2)
    var disagreements = 0
    for _ in 0..<10_000_000 {
      let bits = random.next()
      let (a, b) = (Int16(truncatingIfNeeded: bits), Int16(truncatingIfNeeded: bits >> 16))
      if a.addingWithSaturation(b) != Int16(clamping: Int64(a) + Int64(b))
        || a.subtractingWithSaturation(b) != Int16(clamping: Int64(a) - Int64(b))
        || a.multipliedAsQ15(by: b) != Self.fraction(Int64(a), Int64(b))
      {
        disagreements += 1
      }
    }
    #expect(disagreements == 0)
  }

  @Test func q31ProductsAreGemmlowps() {
    let corners: [Int32] = [.min, .min + 1, -(1 << 30), -3, -1, 0, 1, 2, 1 << 30, .max - 1, .max]
    for a in corners {
      for b in corners { #expect(a.multipliedAsQ31(by: b) == Self.doublingHighMultiply(a, b)) }
    }
    var random = SeededGenerator(seed: 3)
    var disagreements = 0
    for _ in 0..<1_000_000 {
      let bits = random.next()
      let (a, b) = (Int32(truncatingIfNeeded: bits), Int32(truncatingIfNeeded: bits >> 32))
      if a.multipliedAsQ31(by: b) != Self.doublingHighMultiply(a, b) { disagreements += 1 }
    }
    #expect(disagreements == 0)
  }

  @Test func minusOneTimesMinusOneSaturates() {
    #expect(Int16.min.multipliedAsQ15(by: .min) == .max)
  }

  /// Exact in Double: a product of 16-bit numbers has 30 bits.
  private static func fraction(_ a: Int64, _ b: Int64) -> Int16 {
    Int16(clamping: Int64((Double(a * b) / 32768 + 0.5).rounded(.down)))
  }

  /// gemmlowp's definition, word for word: a nudge of the product's sign, a truncating division.
  private static func doublingHighMultiply(_ a: Int32, _ b: Int32) -> Int32 {
    if a == .min, b == .min { return .max }
    let product = Int64(a) * Int64(b)
    let nudge: Int64 = product >= 0 ? 1 << 30 : 1 - (1 << 30)
    return Int32((product + nudge) / (1 << 31))
  }
}
