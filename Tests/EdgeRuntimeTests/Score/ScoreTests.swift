import Foundation
import SeededRandom
import Testing

@testable import EdgeRuntime
import Quantization

@Suite("Reconstruction score")
struct ScoreTests {
  /// dB² of one squared Q13 unit.
  private static let unit = pow(10 * log10(2.0) / 8192, 2)

  private struct Trial {
    var levels: [Int16]
    var accumulators: [Int32]
    var requantizers: [Requantizer]
    var meanQ13: Int32

    init(_ random: inout SeededGenerator, error: Int) {
      let channels = 1 + random.integer(below: 7)
      let count = channels * (1 + random.integer(below: 200))
      requantizers = (0..<channels).map { _ in
        Requantizer(
          multiplier: Int32(1 << 30 + random.integer(below: 1 << 30)),
          shift: Int32(random.integer(below: 7)) - 6)
      }
      meanQ13 = Int32(random.integer(below: 1 << 18)) - 1 << 17
      levels = (0..<count).map { _ in Int16(truncatingIfNeeded: Int(random.next() >> 50) - 8192) }
      accumulators = []
      for index in 0..<count {
        let wanted = 16 * Double(levels[index]) - Double(meanQ13)
        let off = Double(random.integer(below: 2 * error + 1) - error)
        accumulators.append(Int32((wanted + off) / Self.real(requantizers[index % channels])))
      }
    }

    static func real(_ requantizer: Requantizer) -> Double {
      Double(requantizer.multiplier) * exp2(Double(requantizer.shift) - 31)
    }

    /// The device's score.
    var scoreQ24: Int64 {
      requantizers.withUnsafeBufferPointer { table in
        let head = ReconstructionHead(
          requantizers: table.baseAddress!, channels: table.count, meanQ13: meanQ13)
        let sum = head.squaredErrorQ26(accumulators.span, firstChannel: 0, levelsQ9: levels)
        return WindowScore.meanQ24(sumQ26: sum, count: levels.count)
      }
    }

    /// Mean squared error in dB² of exact real arithmetic.
    var real: Double {
      let errors = levels.indices.map { index in
        let factor = Self.real(requantizers[index % requantizers.count])
        let output = Double(meanQ13) + Double(accumulators[index]) * factor
        return 16 * Double(levels[index]) - output
      }
      return errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count) * ScoreTests.unit
    }
  }

  /// An output is off by at most half a Q13 unit and the double rounding's other half: .00037 dB.
  /// The root of the score is then off by no more, plus 2⁻²⁴·2 for the roundings of mean and score.
  @Test(arguments: [1, 30, 1000, 30_000, 300_000])
  func isThatOfRealArithmeticWithinOneUnitOfOutput(_ error: Int) {
    var random = SeededGenerator(seed: UInt64(error))
    for _ in 0..<200 {
      let trial = Trial(&random, error: error)
      let score = Double(trial.scoreQ24) * 0x1p-24
      let delta = Self.unit.squareRoot()
      let allowed = 2 * delta * trial.real.squareRoot() + delta * delta + 0x1p-23
      #expect(abs(score - trial.real) <= allowed, "\(score), real \(trial.real)")
    }
  }

  /// The fixed-point mean and constant alone: relative error below 2⁻²⁹ plus two units.
  @Test func scaleIsExactToItsLastBits() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<100_000 {
      let count = 1 + random.integer(below: 1 << 20)
      let sum = Int64(random.next() >> UInt64(2 + random.integer(below: 50)))
      guard sum / Int64(count) < 1 << 42 else { continue }
      let score = Double(WindowScore.meanQ24(sumQ26: sum, count: count))
      let real = Double(sum) / Double(count) * Self.unit * 0x1p24
      #expect(abs(score - real) <= real * 0x1p-29 + 2)
    }
  }

  @Test func largestErrorDoesNotOverflow() {
    let head = [Requantizer(multiplier: .max, shift: 0)]
    let sum = head.withUnsafeBufferPointer { table in
      ReconstructionHead(requantizers: table.baseAddress!, channels: 1, meanQ13: 1 << 20)
        .squaredErrorQ26(
          [Int32](repeating: .max, count: 4096).span, firstChannel: 0,
          levelsQ9: [Int16](repeating: .min, count: 4096))
    }
    let e = Int64(1 << 20 + 1 << 19)
    #expect(sum == 4096 * e * e)
    let score = WindowScore.meanQ24(sumQ26: sum * 256, count: 1 << 20)
    #expect(abs(Double(score) * 0x1p-24 - Double(e * e) * Self.unit) < 0.01)
  }

  /// Sums of 64 bits lose bits first, rounded; integers take the place of sums in a head of the
  /// output.
  @Test(arguments: [0, 1, 12, 31] as [Int32])
  func wideSumsAreRoundedAndThenRequantized(shift: Int32) {
    var random = SeededGenerator(seed: UInt64(shift))
    let requantizers = [Requantizer(multiplier: 1_700_000_000, shift: -4)]
    let levels = (0..<300).map { _ in Int16(truncatingIfNeeded: random.next() >> 50) }
    // Below 2⁴⁷, and 2²³ at most once they are shifted.
    let bits = min(23 + Int64(shift), 46)
    let sums = levels.map { _ in Int64(random.next() >> UInt64(63 - bits)) - 1 << bits }
    let (found, real) = requantizers.withUnsafeBufferPointer { table in
      let head = ReconstructionHead(
        requantizers: table.baseAddress!, channels: 1, meanQ13: -9000, accumulatorShift: shift)
      let found = head.squaredErrorQ26(sums.span, firstChannel: 0, levelsQ9: levels)
      let factor = Trial.real(requantizers[0]) * exp2(-Double(shift))
      let real = zip(levels, sums).map { level, sum in
        let error = 16 * Double(level) + 9000 - Double(sum) * factor
        return error * error
      }
      return (Double(found), real.reduce(0, +))
    }
    // Half a unit of the dropped bits is at most 1/32 unit of Q13; then half a unit, twice.
    let allowed = 2 * 1.1 * (real * Double(levels.count)).squareRoot() + 400
    #expect(abs(found - real) <= allowed)
  }

  @Test func integersOfTheOutputTakeThePlaceOfSums() {
    let tensor = IntegerTensor(
      height: 1, width: 2, channels: 3, elementType: .int8, scale: 1, zeroPoint: -5,
      arenaOffset: 0)
    let (output, levels): ([Int8], [Int16]) = ([-128, -5, 0, 3, 100, 127], [0, 1, -2, 3, 4, 500])
    let requantizers = [Requantizer(multiplier: 1 << 30, shift: 4)]
    let sum = requantizers.withUnsafeBufferPointer { table in
      ReconstructionHead(
        input: .output, requantizers: table.baseAddress!, channels: 1, meanQ13: 7
      ).squaredErrorQ26(output, tensor, levelsQ9: levels)
    }
    let wanted = zip(output, levels).map { value, level in
      let error = 16 * Int64(level) - (7 + 8 * (Int64(value) + 5))
      return error * error
    }
    #expect(sum == wanted.reduce(0, +))
  }

  @Test func perfectReconstructionScoresZero() {
    #expect(WindowScore.meanQ24(sumQ26: 0, count: 640) == 0)
  }
}

/// What a network predicts of a window is compared with its own part of it.
@Suite struct InterpolationScoreTests {
  private struct Seen: LayerObserver {
    var window: [Int16] = []
    var sums: [Int32] = []

    mutating func window(_ levelsQ9: Span<Int16>) {
      window = levelsQ9.indices.map { levelsQ9[$0] }
      sums = []
    }

    mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>) {
      sums += values.indices.map { values[$0] }
    }
  }

  @Test func theMiddleFrameIsCompared() throws {
    let image = ModelImage(try ModelWriter.write(ModelFixture.interpolation()))
    guard case .reconstruction(let head) = try image.model().head(0) else {
      Issue.record("no reconstruction")
      return
    }
    var random = SeededGenerator(seed: 3)
    let frames = (0..<120).map { _ in Int16(truncatingIfNeeded: Int(random.next() >> 50) - 8192) }
    var windows = 0
    try DetectorRun.withDetector(image, observer: Seen()) { detector in
      for start in stride(from: 0, to: frames.count, by: 4) {
        var score: Int64?
        detector.processFrame(frames.span.extracting(start..<start + 4)) { event in
          if case .window(_, let scoreQ24) = event { score = scoreQ24 }
        }
        guard let score else { continue }
        windows += 1
        let seen = detector.observer
        #expect(seen.window == Array(frames[start - 8..<start + 4]) && seen.sums.count == 4)
        let sum = (0..<4).reduce(Int64(0)) { sum, band in
          let error =
            16 * Int64(frames[start - 4 + band])
            - Int64(head.outputQ13(seen.sums[band], channel: band))
          return sum + error * error
        }
        #expect(score == WindowScore.meanQ24(sumQ26: sum, count: 4))
      }
    }
    #expect(windows == 28)
  }

  @Test func aPartBeyondTheWindowIsRefused() throws {
    for (first, isGood) in [(0, true), (8, true), (9, false)] {
      var contents = ModelFixture.interpolation()
      guard case .reconstruction(var head) = contents.heads[0] else { return }
      head.firstElement = first
      contents.heads = [.reconstruction(head)]
      if isGood {
        _ = try ModelWriter.write(contents)
      } else {
        let error = try #require(throws: ModelError.self) { try ModelWriter.write(contents) }
        #expect(error.what.description == "first element that is compared")
      }
    }
  }
}
