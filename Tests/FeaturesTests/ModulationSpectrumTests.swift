import EdgeRuntime
import Features
import Foundation
import Testing

/// What NumPy and SciPy computed; `Tests/Vectors/make_modulation_spectrum.py` made them.
private struct ModulationVectors: Decodable {
  let rate, frame, window, hop, bands, count: Int
  let lowest: Double
  let first, last, modulation: [Double]

  static func load() throws -> ModulationVectors {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = tests.appendingPathComponent("Vectors/modulation-spectrum.json")
    return try JSONDecoder().decode(ModulationVectors.self, from: Data(contentsOf: path))
  }

  /// The script's signal: noise that a square of 25 Hz and a triangle of 8 Hz turn up and down.
  var signal: [Double] {
    var state = 1
    return (0..<count).map { n in
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      let noise = (state >> 15) - 32768
      let gain = (n % 640 < 320 ? 2 : 1) * (1 + abs(n % 2000 - 1000) / 250)
      // Python's // rounds towards negative infinity, as a shift does.
      return Double((noise * gain) >> 4) / 32768
    }
  }

  var design: LogMelDesign {
    LogMelDesign(
      sampleRate: rate, frameLength: frame, hop: hop, bands: bands, lowestHz: lowest,
      scale: .erb, normalization: .none, shape: .gammatone, windowLength: window)
  }
}

@Suite("Gammatone filters and modulation spectra")
struct ModulationSpectrumTests {
  private static let decibels = 10 * log10(2.0)

  @Test func bandsAreNumPys() throws {
    let vectors = try ModulationVectors.load()
    let energies = try MelSpectrogram(vectors.design).frames(of: vectors.signal)
    #expect(energies.count == 394 * vectors.bands)
    for (energy, level) in zip(energies, vectors.first) {
      #expect(abs(log2(energy) - level) * Self.decibels < 1e-3)
    }
    for (energy, level) in zip(energies.suffix(vectors.bands), vectors.last) {
      #expect(abs(log2(energy) - level) * Self.decibels < 1e-3)
    }
  }

  @Test func modulationIsSciPys() throws {
    let vectors = try ModulationVectors.load()
    let octaves = try MelSpectrogram(vectors.design).frames(of: vectors.signal).map(log2)
    let spectrum = ModulationSpectrum.octaves(of: octaves, bands: vectors.bands)
    try #require(spectrum.count == vectors.modulation.count)
    for (found, expected) in zip(spectrum, vectors.modulation) {
      #expect(abs(found - expected) * Self.decibels < 1e-3)
    }
  }

  /// The whole chain in integers, from samples on.
  @Test func deviceFollowsWithinAHundredthOfADecibel() throws {
    let vectors = try ModulationVectors.load()
    let samples = vectors.signal.map { Int16($0 * 32768) }
    let frames = DeviceLogMel.frames(of: samples, tables: try LogMelTables(vectors.design))
    for (level, expected) in zip(frames, vectors.first) {
      #expect(abs(Double(level) / 512 - expected) * Self.decibels < 0.01)
    }
    let octaves = frames.map { Double($0) / 512 }
    let spectrum = ModulationSpectrum.octaves(of: octaves, bands: vectors.bands)
    for (found, expected) in zip(spectrum, vectors.modulation) {
      #expect(abs(found - expected) * Self.decibels < 0.01)
    }
  }

  @Test func steadySoundHasNone() {
    let spectrum = ModulationSpectrum.octaves(of: [3, -5, 3, -5, 3, -5], bands: 2)
    #expect(spectrum == [Double](repeating: -48, count: 16))
  }

  @Test func windowsMustFitTheirFrames() {
    for window in [1, 3, 258] {
      let design = LogMelDesign(
        sampleRate: 16000, frameLength: 256, hop: 40, bands: 8, windowLength: window)
      #expect(throws: FeaturesError.self) { try design.check() }
    }
  }
}
