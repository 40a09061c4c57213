import FloatModels
import Testing

@testable import Quantization

@Suite struct SampleWindowsTests {
  private static let model = FloatModel(
    family: "test", graph: Architectures.denseAutoencoder(frames: 2, bands: 16, seed: 1),
    inputMean: 0, inputDeviation: 1, frontEnd: .features(sourceBands: 16, bands: 16),
    windowing: Windowing(framesPerWindow: 2, framesPerStep: 1, windowsPerDecision: 2), record: [:])

  /// Clip `number`, whose frame `i` is `100 · number + i` in all bands.
  private static func clip(_ number: Int, frames: Int) -> [Int16] {
    (0..<frames).flatMap { [Int16](repeating: Int16(100 * number + $0), count: 16) }
  }

  @Test func windowsAreSpreadOverClipsAndWithinThem() throws {
    // Room for 16 windows: 4 of each clip.
    var samples = try SampleWindows(Self.model, clips: 4, valuesPerWindow: 1 << 20)
    #expect(samples.capacity == 16)
    try samples.observe((0..<4).map { Self.clip($0, frames: 41) })
    // 40 windows: the middles of four parts of ten.
    #expect(
      samples.normalQ9.map { $0[0] }
        == (0..<4).flatMap { c in [5, 15, 25, 35].map { Int16(100 * c + $0) } })
    #expect(samples.normalQ9[1].prefix(32) == Self.clip(0, frames: 41)[15 * 16..<17 * 16])
  }

  @Test func manyClipsGiveAWindowEachAtMost() throws {
    var samples = try SampleWindows(Self.model, clips: 100, valuesPerWindow: 1 << 20)
    for number in 0..<100 { try samples.observe([Self.clip(number, frames: 3)]) }
    // Every seventh clip.
    #expect(samples.normalQ9.map { Int($0[0]) / 100 } == Array(stride(from: 0, to: 100, by: 7)))
  }

  /// Of decisions of ten windows with room for 64: two windows each of 32 clips. Where a clip is
  /// all there is room for, or clips are what counts, one each.
  @Test(arguments: [(clips: 100, step: 4, each: 2), (clips: 8, step: 1, each: 8)])
  func decisionsGiveSeveralWindowsEach(_ wanted: (clips: Int, step: Int, each: Int)) throws {
    var model = Self.model
    model.windowing.windowsPerDecision = 10
    let clips = (0..<wanted.clips).map { Self.clip($0, frames: 21) }
    var samples = try SampleWindows(
      model, clips: wanted.clips, valuesPerWindow: 1 << 18, most: 64)
    try samples.observe(clips)
    let seen = Array(stride(from: 0, to: wanted.clips, by: wanted.step))
    #expect(samples.groups == seen.map { _ in wanted.each })
    #expect(
      samples.normalQ9.map { Int($0[0]) / 100 }
        == seen.flatMap { Array(repeating: $0, count: wanted.each) })
    var spread = try SampleWindows(
      model, clips: wanted.clips, valuesPerWindow: 1 << 18, most: 64, over: .clips)
    try spread.observe(clips)
    #expect(spread.groups.allSatisfy { $0 == max(1, 64 / wanted.clips) })
  }

  @Test func shortClipsGiveNone() throws {
    var samples = try SampleWindows(Self.model, clips: 2, valuesPerWindow: 100)
    try samples.observe([Self.clip(1, frames: 1), Self.clip(2, frames: 2)])
    #expect(samples.normalQ9.count == 1)
  }

  @Test func aDisturbanceIsLouderInSomeBandsOrLivelierInAll() throws {
    var samples = try SampleWindows(Self.model, clips: 2, valuesPerWindow: 100)
    try samples.observe([Self.clip(0, frames: 101), Self.clip(1, frames: 61)])
    let (normal, disturbed) = (samples.normalQ9, samples.disturbedQ9)
    #expect(samples.groups == [100, 60] && normal.count == 160)
    #expect(disturbed.count == normal.count && disturbed == samples.disturbedQ9)
    for (number, pair) in zip(normal, disturbed).enumerated() {
      let rises = zip(pair.0, pair.1).map { Int($1) - Int($0) }
      if number < 100 {
        // 10 dB are 1701 of 512 · log2(10) = 1700.8; two neighbouring bands of sixteen, in both
        // frames.
        #expect(rises.count { $0 == 1701 } == 4 && rises.count { $0 == 0 } == 28)
        #expect(rises.prefix(16).elementsEqual(rises.suffix(16)))
      } else {
        // Half as far again from the mean of the window's two frames.
        let mean = pair.0.reduce(0) { $0 + Int($1) } / pair.0.count
        #expect(pair.1.map { Int($0) } == pair.0.map { mean + (Int($0) - mean) * 3 / 2 })
      }
    }
  }
}
