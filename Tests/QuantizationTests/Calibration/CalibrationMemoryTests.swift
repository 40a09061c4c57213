import SeededRandom
import Testing

@testable import Quantization

@Suite struct CalibrationMemoryTests {
  /// Numbers that a value holds, in all its arrays.
  static func size(of value: Any) -> Int {
    let children = Mirror(reflecting: value).children
    return children.isEmpty ? 1 : children.reduce(0) { $0 + size(of: $1.value) }
  }

  @Test func aHundredThousandClipsNeedNoMoreMemoryThanTen() {
    var random = SeededGenerator(seed: 1)
    var statistics = ActivationStatistics(channels: 4)
    var sizes: [Int] = []
    for clip in 1...100_000 {
      var one = ActivationStatistics(channels: 4)
      let values = (0..<8).map { _ in Float(random.normal()) * Float(1 + clip % 50) }
      let isFinite = values.withUnsafeBufferPointer { one.add($0) }
      #expect(isFinite)
      statistics.append(clip: one)
      if clip == 10 || clip == 100_000 { sizes.append(Self.size(of: statistics)) }
    }
    #expect(sizes.count == 2 && sizes[0] == sizes[1])
    #expect(statistics.histogram.count == 800_000 && statistics.average.count == 100_000)
  }
}
