import SeededRandom
import Testing

@testable import Quantization

/// Statistics of values, each array a clip of one channel.
func statistics(_ clips: [[Float]]) -> ActivationStatistics {
  var all = ActivationStatistics(channels: 1)
  for values in clips {
    var clip = ActivationStatistics(channels: 1)
    let isFinite = values.withUnsafeBufferPointer { clip.add($0) }
    #expect(isFinite)
    all.append(clip: clip)
  }
  return all
}

@Suite struct CalibrationMethodTests {
  static let all: [CalibrationMethod] = [
    .minMax, .percentile(99.9), .meanSquaredError, .entropy, .movingAverage,
  ]
  static let grids = [ActivationGrid.int8, .int16]

  @Test func percentileCutsStrayValuesAndMinMaxKeepsThem() {
    var values = [Float](repeating: 0, count: 50000)
    for index in values.indices { values[index] = Float(index % 100) / 100 }
    values[77] = 1000
    let seen = statistics([values])
    #expect(CalibrationMethod.minMax.range(of: seen, on: .int8).maximum == 1000)
    #expect(CalibrationMethod.percentile(99.99).range(of: seen, on: .int8).maximum < 2)
  }

  @Test(arguments: [0, 1e-38, 3, -3, 3e38] as [Float], all)
  func constantsHaveAConstantRange(value: Float, method: CalibrationMethod) {
    let seen = statistics([[value, value], [value]])
    for grid in Self.grids {
      let range = method.range(of: seen, on: grid)
      #expect(range.minimum == value && range.maximum == value)
    }
  }

  @Test(arguments: all) func nothingSeenIsAnEmptyRange(method: CalibrationMethod) {
    let range = method.range(of: ActivationStatistics(channels: 3), on: .int8)
    #expect(range == ActivationRange(minimum: 0, maximum: 0))
  }

  @Test(arguments: all, grids)
  func orderOfTheClipsDoesNotMatterExceptForTheMovingAverage(
    method: CalibrationMethod, grid: ActivationGrid
  ) {
    var random = SeededGenerator(seed: 6)
    var clips = (0..<20).map { clip in
      (0..<200).map { _ in Float(random.normal() * Double(1 + clip)) }
    }
    let before = method.range(of: statistics(clips), on: grid)
    #expect(before == method.range(of: statistics(clips), on: grid))
    clips.reverse()
    let after = method.range(of: statistics(clips), on: grid)
    #expect((before == after) == (method != .movingAverage))
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func rangesLieInsideWhatWasSeen(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // Signed, one-sided in either direction, and far from zero.
    let values = (0..<5000).map { _ in
      let value = random.normal() * 3
      return Float([value, abs(value), -abs(value), value + 40][Int(seed % 4)])
    }
    let (low, high) = (min(values.min() ?? 0, 0), max(values.max() ?? 0, 0))
    for method in Self.all {
      let range = method.range(of: statistics([values]), on: .int8)
      #expect(range.minimum <= range.maximum)
      // A step more, where zero has to fall on the grid.
      let step = (high - low) / 255 * 1.03
      #expect(range.minimum >= low - step && range.maximum <= high + step, "\(method)")
    }
  }

  @Test func averageWeighsClipsByTheirAge() {
    var random = SeededGenerator(seed: 8)
    let extremes = (0..<40).map { _ in (Float(-random.uniform()), Float(random.uniform())) }
    var average = ExtremesAverage()
    for (count, pair) in extremes.enumerated() {
      average.add(minimum: pair.0, maximum: pair.1)
      var (low, high, weights, weight) = (0.0, 0.0, 0.0, 1.0)
      for past in extremes[...count].reversed() {
        low += weight * Double(past.0)
        high += weight * Double(past.1)
        weights += weight
        weight *= 0.9
      }
      #expect(abs(Double(average.range.minimum) - low / weights) < 1e-6)
      #expect(abs(Double(average.range.maximum) - high / weights) < 1e-6)
    }
    #expect(average.count == 40)
  }

  @Test func momentsAreThoseOfEachChannel() {
    var random = SeededGenerator(seed: 9)
    let values = (0..<3 * 500).map { _ in Float(random.normal() + 2) }
    var moments = ChannelMoments(channels: 3)
    var parts = [ChannelMoments(channels: 3), ChannelMoments(channels: 3)]
    values.withUnsafeBufferPointer { moments.add($0) }
    for part in 0..<2 {
      Array(values[part * 750..<(part + 1) * 750]).withUnsafeBufferPointer { parts[part].add($0) }
    }
    parts[0].add(parts[1])
    for channel in 0..<3 {
      let own = stride(from: channel, to: values.count, by: 3).map { Double(values[$0]) }
      let mean = own.reduce(0, +) / 500
      let square = own.reduce(0) { $0 + $1 * $1 } / 500
      for moments in [moments, parts[0]] {
        #expect(abs(moments.means[channel] - mean) < 1e-12)
        #expect(abs(moments.meanSquares[channel] - square) < 1e-12)
        let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 500
        #expect(abs(moments.variances[channel] - variance) < 1e-12)
      }
    }
    #expect(moments.count == 500 && parts[0].count == 500)
  }
}
