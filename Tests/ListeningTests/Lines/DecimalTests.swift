import Foundation
import SeededRandom
import Testing

@testable import Listening

@Suite struct DecimalTests {
  private static let corners: [Int64] = [
    0, 1, -1, 1 << 23, 1 << 24, (1 << 24) - 1, 3 << 23, -(1 << 24), 1 << 46, (1 << 46) - 1,
    // Ties of six decimals: odd multiples of 2¹⁷.
    1 << 17, 3 << 17, 5 << 17, 7 << 17, -(3 << 17),
  ]

  /// Such numbers are Doubles exactly, and printf rounds those exactly.
  @Test func scoresAreWrittenAsPrintfWritesThem() {
    var random = SeededGenerator(seed: 1)
    let values =
      Self.corners
      + (0..<5000).map { index in
        Int64(bitPattern: random.next() &>> UInt64(17 + index % 40))
      }
    let wrong = values.filter { value in
      written { $0.append(fixed: value, fractionBits: 24, decimals: 6) }
        != String(format: "%.6f", Double(value) / Double(1 << 24))
    }
    #expect(wrong.isEmpty)
  }

  @Test func everyProbabilityIsRoundedToNearest() {
    let wrong = (0...Int16.max).filter { share in
      written { $0.append(shareQ15: share) } != String(format: "%.5f", Double(share) / 32767)
    }
    #expect(wrong.isEmpty)
  }

  @Test func levelsAreThoseOfDoubleArithmetic() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<5000 {
      let count = UInt64(1 + random.integer(below: 1 << 20))
      let energy = max(1, (random.next() &>> UInt64(random.integer(below: 40))) % (count << 30))
      let level = SoundLevel(energy: energy, count: count)
      let decibels = 10 * log10(Double(energy) / Double(count) / Double(1 << 29))
      let found = Double(level.decibelsQ40 ?? 0) / Double(1 << 40)
      #expect(abs(found - decibels) < 0.001, "\(energy) over \(count)")
    }
  }

  @Test func sineOfFullScaleIsZero() {
    let samples = (0..<16_000).map { Int16((32767 * sin(Double($0) * 0.1)).rounded()) }
    let energy = samples.reduce(UInt64(0)) { $0 + UInt64(Int64($1) * Int64($1)) }
    #expect(written { $0.append(SoundLevel(energy: energy, count: 16_000)) } == "-0.0")
    #expect(written { $0.append(SoundLevel(energy: 0, count: 16_000)) } == "null")
    #expect(written { $0.append(SoundLevel(energy: 1 << 30, count: 1)) } == "3.0")
  }

  @Test func timesAreThoseOfTheCalendar() {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime]
    var random = SeededGenerator(seed: 3)
    // From 1900 to 2261, with leap days and the ends of years.
    var seconds: [Int64] = [0, -1, 951_782_400, 951_868_799, 4_107_542_399, 4_107_542_400]
    seconds += (0..<3000).map { _ in Int64(random.integer(below: 11_390_000_000)) - 2_208_988_800 }
    for second in seconds {
      let text = written { $0.append(time: second * 1_000_000_000 + 345_999_999) }
      let date = formatter.string(from: Date(timeIntervalSince1970: TimeInterval(second)))
      #expect(text == date.dropLast() + ".345Z")
    }
  }
}
