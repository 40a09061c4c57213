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

  @Test func shortClipsGiveNone() throws {
    var samples = try SampleWindows(Self.model, clips: 2, valuesPerWindow: 100)
    try samples.observe([Self.clip(1, frames: 1), Self.clip(2, frames: 2)])
    #expect(samples.normalQ9.count == 1)
  }

  @Test func aDisturbanceIsLouderInSomeBandsOrLivelierInAll() throws {
    var samples = try SampleWindows(Self.model, clips: 1, valuesPerWindow: 100)
    try samples.observe([Self.clip(0, frames: 101)])
    let (normal, disturbed) = (samples.normalQ9, samples.disturbedQ9)
    #expect(disturbed.count == normal.count && disturbed == samples.disturbedQ9)
    for (number, pair) in zip(normal, disturbed).enumerated() {
      let rises = zip(pair.0, pair.1).map { Int($1) - Int($0) }
      if number.isMultiple(of: 2) {
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
