import Features
import Foundation
import Testing

@Suite struct LogMelQ9Tests {
  @Test func everyValueSurvivesDecibels() {
    for value in Int16.min...Int16.max {
      #expect(LogMelQ9.fromDecibels(LogMelQ9.toDecibels(value)) == value)
    }
  }

  @Test func doublingThePowerIsFiveHundredAndTwelveUnits() {
    #expect(LogMelQ9.fromDecibels(10 * log10(2.0)) == 512)
    #expect(LogMelQ9.fromDecibels(-100) == Int16((-100 * 512 / (10 * log10(2.0))).rounded()))
  }

  @Test(arguments: [(Double.infinity, Int16.max), (-.infinity, .min), (.nan, 0), (1e9, .max)])
  func levelsBeyondTheRangeSaturate(level: Double, value: Int16) {
    #expect(LogMelQ9.fromDecibels(level) == value)
  }
}
