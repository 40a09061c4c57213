import Features
import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite struct SurveyTests {
  private static let model = FloatModel(
    family: "test", graph: Architectures.denseAutoencoder(frames: 2, bands: 4, seed: 1),
    inputMean: 0, inputDeviation: 1, frontEnd: .features(sourceBands: 4, bands: 4),
    windowing: Windowing(framesPerWindow: 2, framesPerStep: 2, windowsPerDecision: 2), record: [:])

  /// A clip of three windows that says which one it is: its number is its loudest level.
  private static func clip(_ number: Int) -> CalibrationClip {
    CalibrationClip([Int16(number)] + [Int16](repeating: 0, count: 23))
  }

  /// The survey of so many clips, which came so many at a time.
  private static func survey(
    _ count: Int, holdsOut: Bool, part: Int = 7
  ) throws -> Survey {
    var survey = try Survey(model, clips: count, holdsOut: holdsOut, findsPatches: false)
    for first in stride(from: 0, to: count, by: part) {
      try survey.observe((first..<min(first + part, count)).map(clip))
    }
    return survey
  }

  /// Levels in dB that the calibrator has seen the extreme of.
  private static func loudest(_ survey: Survey) -> Float {
    survey.calibrator.statistics[0].histogram.maximum
  }

  private static func numbers(_ survey: Survey) -> [Int] {
    survey.heldOut.map { Int($0.frames[0]) }
  }

  @Test(arguments: [10, 12, 100, 256], [1, 5, 7, 1000])
  func everyFifthClipIsHeldOutHoweverTheyCome(count: Int, part: Int) throws {
    let survey = try Self.survey(count, holdsOut: true, part: part)
    #expect(Self.numbers(survey) == (0..<count).filter { $0 % 5 == 4 })
    #expect(survey.isHeldOut && survey.calibrator.clipCount == count - count / 5)
  }

  @Test func nothingElseSeesTheClipsThatAreHeldOut() throws {
    // Clips 4, 9, … are much louder than all others.
    var survey = try Survey(Self.model, clips: 40, holdsOut: true, findsPatches: true)
    let clips = (0..<40).map { number in
      CalibrationClip([Int16](repeating: number % 5 == 4 ? 9000 : Int16(number), count: 24))
    }
    try survey.observe(Array(clips[..<13]))
    try survey.observe(Array(clips[13...]))
    #expect(survey.heldOut.count == 8 && survey.heldOut.allSatisfy { $0.frames[0] == 9000 })
    #expect(Self.loudest(survey) < Float(LogMelQ9.toDecibels(100)))
    #expect(survey.samples.normalQ9.allSatisfy { $0[0] < 100 })
    let patches = try #require(survey.patchWindows?.normalQ9)
    #expect(!patches.isEmpty && patches.allSatisfy { $0[0] < 100 })
    // Nor does an equalized network.
    let others = clips[13...].map(\.frames).filter { $0[0] < 100 }
    #expect(survey.own(Array(clips[13...]), from: 13) == others)
  }

  @Test(arguments: [1, 9])
  func fewClipsJudgeWhatTheyWereCalibratedOn(count: Int) throws {
    let survey = try Self.survey(count, holdsOut: true)
    #expect(!survey.isHeldOut && survey.calibrator.clipCount == count)
    #expect(Self.numbers(survey) == Array(0..<count))
  }

  @Test func withoutALossToJudgeNothingIsHeldOut() throws {
    let survey = try Self.survey(50, holdsOut: false)
    #expect(!survey.isHeldOut && survey.calibrator.clipCount == 50)
  }

  @Test(arguments: [true, false])
  func memoryDoesNotGrowWithTheClips(holdsOut: Bool) throws {
    let sizes = try [3000, 9000].map { count in
      let survey = try Self.survey(count, holdsOut: holdsOut, part: 100)
      #expect(survey.samples.normalQ9.count <= survey.samples.capacity)
      return survey.heldOut.count + survey.samples.normalQ9.count
        + CalibrationMemoryTests.size(of: survey.calibrator.statistics)
    }
    #expect(abs(sizes[0] - sizes[1]) < 256)
    // Held-out clips come from everywhere, not from the start alone.
    if holdsOut {
      let numbers = Self.numbers(try Self.survey(9000, holdsOut: true, part: 100))
      #expect(numbers.count <= 256 && numbers.count > 200 && (numbers.last ?? 0) > 8900)
    }
  }
}
