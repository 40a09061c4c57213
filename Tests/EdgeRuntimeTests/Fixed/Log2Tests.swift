import EdgeRuntime
import Foundation
import SeededRandom
import Testing

@Suite struct Log2Tests {
  @Test func everyMantissaIsWithinTwoToTheMinusTwelve() {
    var worst = 0.0
    for mantissa in 1...65535 {
      let value = Double(Log2.q16(UInt64(mantissa))) / 65536
      worst = max(worst, abs(value - log2(Double(mantissa))))
    }
    #expect(worst <= 0x1p-12)
  }

  @Test func everyMantissaIsAtLeastItsPredecessor() {
    var previous = Log2.q16(1)
    for mantissa in 2...65535 {
      let value = Log2.q16(UInt64(mantissa))
      #expect(value >= previous)
      previous = value
    }
  }

  @Test func powersOfTwoAreExact() {
    for exponent in 0..<64 { #expect(Log2.q16(1 << UInt64(exponent)) == Int32(exponent) << 16) }
  }

  @Test func wideValuesAreAccurateAndMonotone() {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<1_000_000 {
      let value = max(random.next() >> UInt64(random.integer(below: 64)), 1)
      let result = Log2.q16(value)
      #expect(abs(Double(result) / 65536 - log2(Double(value))) <= 0x1p-12)
      #expect(value == .max || Log2.q16(value + 1) >= result)
    }
  }
}
