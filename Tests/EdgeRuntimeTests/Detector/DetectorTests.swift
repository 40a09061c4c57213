import EdgeRuntime
import Features
import SeededRandom
import Testing

@testable import Quantization

@Suite("Detector")
struct DetectorTests {
  private static func noise(_ count: Int, seed: UInt64 = 1) -> [Int16] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Int16(truncatingIfNeeded: random.next() >> 50) }
  }

  @Test func anyChunkingGivesTheSameEvents() throws {
    let image = ModelImage(try ModelWriter.write(try ModelFixture.smallConvolutional()))
    let samples = Self.noise(20_000)
    let whole = try DetectorRun.events(image, samples: samples)
    #expect(whole.count > 60)
    for chunk in [1, 2, 7, 95, 96, 97, 127, 128, 129, 1000, 1024, 4095, 4096] {
      #expect(try DetectorRun.events(image, samples: samples, chunk: chunk) == whole)
    }
  }

  @Test func samplesGiveWhatTheirFramesGive() throws {
    let contents = try ModelFixture.smallConvolutional()
    let samples = Self.noise(9_000)
    let events = try DetectorRun.events(
      ModelImage(try ModelWriter.write(contents)), samples: samples)
    var framesOnly = contents
    framesOnly.frontEnd = .features(bands: 8)
    guard case .logMel(let tables) = contents.frontEnd else { return }
    let frames = DeviceLogMel.frames(of: samples, tables: tables)
    let image = ModelImage(try ModelWriter.write(framesOnly))
    #expect(try DetectorRun.events(image, frames: frames, bands: 8) == events)
  }

  @Test func windowsAndDecisionsAreCounted() throws {
    // 2 frames a window, step 1, 3 windows a decision.
    let image = ModelImage(try ModelWriter.write(ModelFixture.tiny()))
    let events = try DetectorRun.events(image, frames: Self.noise(4 * 9), bands: 4)
    var scores: [Int64] = []
    var decisions: [Decision] = []
    for event in events {
      switch event {
      case .window(let index, let score):
        #expect(index == Int64(scores.count))
        scores.append(score)
      case .decision(let decision): decisions.append(decision)
      }
    }
    #expect(scores.count == 8)
    #expect(decisions.map(\.windowCount) == [3, 3, 2])
    #expect(decisions.map(\.isComplete) == [true, true, false])
    #expect(decisions[0].scoreQ24 == (scores[0] + scores[1] + scores[2] + 1) / 3)
  }

  @Test func stepsLongerThanAWindowPassOverFrames() throws {
    // 2 frames a window, step 5: windows are frames 0–1, 5–6, 10–11.
    let image = ModelImage(try ModelWriter.write(ModelFixture.ensemble()))
    let frames = Self.noise(4 * 12)
    let all = try DetectorRun.windowScores(image, frames: frames, bands: 4)
    #expect(all.count == 3)
    for (index, start) in [0, 5, 10].enumerated() {
      let own = Array(frames[4 * start..<4 * (start + 2)])
      #expect(try DetectorRun.windowScores(image, frames: own, bands: 4) == [all[index]])
    }
  }

  @Test func ensembleScoreIsTheMeanOfItsNetworks() throws {
    let contents = ModelFixture.ensemble()
    let frames = Self.noise(8)
    let single = try (0..<2).map { index in
      var one = contents
      one.networks = [contents.networks[index]]
      one.heads = [contents.heads[index]]
      return try DetectorRun.windowScores(
        ModelImage(try ModelWriter.write(one)), frames: frames, bands: 4)[0]
    }
    let both = try DetectorRun.windowScores(
      ModelImage(try ModelWriter.write(contents)), frames: frames, bands: 4)
    #expect(both == [(single[0] + single[1] + 1) / 2])
  }

  @Test func nothingSpansAReset() throws {
    let image = ModelImage(try ModelWriter.write(try ModelFixture.smallConvolutional()))
    let (before, after) = (Self.noise(2_500, seed: 8), Self.noise(5_000, seed: 9))
    let fresh = try DetectorRun.events(image, samples: after)
    var events: [DetectorEvent] = []
    try DetectorRun.withDetector(image, observer: NoObserver()) { detector in
      detector.process(before.span) { _ in }
      detector.reset()
      detector.process(after.span) { events.append($0) }
      detector.finish { events.append($0) }
    }
    #expect(events == fresh)
  }

  @Test func memoryThatDoesNotSufficeIsRefused() throws {
    let model = try ModelImage(try ModelWriter.write(ModelFixture.tiny())).model()
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 64)
    defer { memory.deallocate() }
    let short = UnsafeMutableRawBufferPointer(
      rebasing: memory[..<(model.memory.detectorBytes - 1)])
    let error = #expect(throws: ModelError.self) { _ = try Detector(model: model, arena: short) }
    #expect(error?.kind == .memory)
    let odd = UnsafeMutableRawBufferPointer(rebasing: memory[8...])
    #expect(throws: ModelError.self) { _ = try Detector(model: model, arena: odd) }
  }
}
