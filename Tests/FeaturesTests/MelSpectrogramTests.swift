import Features
import Foundation
import Testing

/// Levels that librosa computed; `Tests/Vectors/make_librosa_logmel.py` made them.
private struct LibrosaVectors: Decodable {
  struct Case: Decodable {
    let center: Bool
    let pad, window: String
    let htk: Bool
    let norm: String?
    let fmin, fmax, power: Double
    let bands, length, hop: Int
    let levels: [Double]
  }
  let rate, count: Int
  let cases: [Case]

  static func load() throws -> LibrosaVectors {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: tests.appendingPathComponent("Vectors/librosa-logmel.json"))
    return try JSONDecoder().decode(LibrosaVectors.self, from: data)
  }

  /// The script's signal: noise that grows on a triangle of 37 samples.
  var signal: [Double] {
    var state = 1
    return (0..<count).map { n in
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      let noise = (state >> 15) - 32768
      let triangle = abs(n % 37 - 18) * 600 - 5400
      // Python's // rounds towards negative infinity, as a shift does.
      return Double((noise * n) >> 14 + triangle) / 32768
    }
  }
}

@Suite struct MelSpectrogramTests {
  @Test(arguments: 0..<4)
  func levelsAreLibrosas(index: Int) throws {
    let vectors = try LibrosaVectors.load()
    let expected = vectors.cases[index]
    let design = LogMelDesign(
      sampleRate: vectors.rate, frameLength: expected.length, hop: expected.hop,
      bands: expected.bands, lowestHz: expected.fmin, highestHz: expected.fmax,
      scale: expected.htk ? .htk : .slaney, normalization: expected.norm == nil ? .none : .slaney)
    let spectrogram = try MelSpectrogram(
      design, centering: expected.center ? (expected.pad == "reflect" ? .reflect : .zeros) : .none,
      window: ["hann": .hann, "hamming": .hamming, "boxcar": .rectangular][expected.window]!,
      exponent: expected.power)
    let levels = Decibels.fromPower(try spectrogram.frames(of: vectors.signal), range: 40)
    try #require(levels.count == expected.levels.count)
    for (level, reference) in zip(levels, expected.levels) {
      #expect(abs(level - reference) < 1e-4)
    }
  }

  @Test func reflectionNeedsMoreThanHalfAFrame() throws {
    let design = LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 8)
    let spectrogram = try MelSpectrogram(design, centering: .reflect)
    let short = [Double](repeating: 0.1, count: 256)
    #expect(throws: FeaturesError.self) { try spectrogram.frames(of: short) }
    #expect(try spectrogram.frames(of: short + [0.1]).count == 2 * 8)
  }

  @Test func clipShorterThanAFrameHasNoFrames() throws {
    let spectrogram = try MelSpectrogram(
      LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 8))
    #expect(try spectrogram.frames(of: [Double](repeating: 0.1, count: 511)).isEmpty)
  }
}
