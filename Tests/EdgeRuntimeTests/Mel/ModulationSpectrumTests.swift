import Features
import Foundation
import SeededRandom
import Testing

@testable import EdgeRuntime
@testable import Quantization

@Suite("Modulation spectrum on the device")
struct ModulationSpectrumTests {
  /// What the device makes of frames of one window, in octaves.
  private static func octaves(_ frames: [Int16], bands: Int) -> [Double] {
    let bytes = EdgeRuntime.ModulationSpectrum.byteCount(bands: bands)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: bytes)
    let spectrum = EdgeRuntime.ModulationSpectrum(memory: memory, bands: bands)
    var levels = [Int16](repeating: 0, count: bands * EdgeRuntime.ModulationSpectrum.filters)
    let count = frames.count / bands
    frames.withUnsafeBufferPointer { frames in
      for frame in 0..<count {
        spectrum.add(frames.baseAddress! + frame * bands, isFirst: frame == 0)
      }
    }
    spectrum.finish(frames: count, into: &levels)
    return levels.map { Double($0) / 512 }
  }

  private static func exact(_ frames: [Int16], bands: Int) -> [Double] {
    Features.ModulationSpectrum.octaves(of: frames.map { Double($0) / 512 }, bands: bands)
  }

  /// Levels that wander around a middle, in Q9, with strokes in one of the bands.
  private static func frames(_ count: Int, bands: Int, octaves: Double) -> [Int16] {
    var random = SeededGenerator(seed: UInt64(count))
    return (0..<count * bands).map { place in
      let (frame, band) = (place / bands, place % bands)
      let stroke = band == 1 && frame % 37 < 3 ? 4.0 : 0
      return Int16(((octaves - Double(band) + stroke + random.normal()) * 512).rounded())
    }
  }

  /// A band whose modulation is 60 dB below its envelope is followed within .05 dB, 90 dB below full
  /// scale as well as near it.
  @Test(arguments: [6.0, -4, -14], [2, 400, 4000])
  func followsRealArithmetic(octaves: Double, count: Int) {
    let bands = 3
    let frames = Self.frames(count, bands: bands, octaves: octaves)
    let device = Self.octaves(frames, bands: bands)
    let exact = Self.exact(frames, bands: bands)
    #expect(device.count == 24 && exact.count == 24)
    for (device, exact) in zip(device, exact) {
      #expect(abs(device - exact) * 3.0103 < (octaves < -10 ? 0.3 : 0.05), "\(device) \(exact)")
    }
  }

  /// A tone of modulation at a filter's centre comes out of that one with its own strength.
  @Test(arguments: 0..<8)
  func everyFilterHasItsPlace(_ filter: Int) {
    let center = Features.ModulationSpectrum.center(filter)
    let frames = (0..<8000).map { n in
      let envelope = 8 * (1 + 0.2 * sin(2 * .pi * center * Double(n)))
      return Int16((2 * log2(envelope) * 512).rounded())
    }
    let octaves = Self.octaves(frames, bands: 1)
    #expect(octaves.firstIndex(of: octaves.max()!) == filter)
    // (8 · .2)² / 2, within a twentieth of a dB.
    #expect(abs(octaves[filter] - log2(1.28)) < 0.05 / 3.0103)
  }

  @Test func steadySoundHasNoModulation() {
    for level: Int16 in [.min, -5000, 0, 4000, .max] {
      let octaves = Self.octaves([Int16](repeating: level, count: 500), bands: 1)
      #expect(octaves == [Double](repeating: -48, count: 8))
    }
  }

  /// The constants are those of the formulas.
  @Test func filtersAreTheBilinearTransforms() {
    var frames = [Int16](repeating: .min, count: 4001)
    frames[0] = .min
    frames[1] = 0
    let device = Self.octaves(frames, bands: 1)
    for (device, exact) in zip(device, Self.exact(frames, bands: 1)) {
      #expect(abs(device - exact) < 0.01)
    }
  }

  /// Where arithmetic is checked, sound that swings between silence and more than full scale at the
  /// worst moments would trap if a state left its 32 bits.
  @Test(arguments: 0..<8)
  func noSwingOverflows(_ filter: Int) {
    let period = 1 / Features.ModulationSpectrum.center(filter)
    var random = SeededGenerator(seed: UInt64(filter))
    for stretch in [0.5, 0.8, 1, 1.25, 2] {
      let square = (0..<3000).map { n -> Int16 in
        (Double(n) / (period * stretch)).truncatingRemainder(dividingBy: 1) < 0.5 ? .max : .min
      }
      let octaves = Self.octaves(square, bands: 1)
      for (device, exact) in zip(octaves, Self.exact(square.map { min($0, 6143) }, bands: 1)) {
        #expect(abs(device - exact) < 0.02)
      }
    }
    let noise = (0..<32768).map { _ in random.next() & 1 == 0 ? Int16.max : .min }
    #expect(Self.octaves(noise, bands: 1).allSatisfy { $0 > 0 && $0 < 14 })
  }

  @Test func longWindowsAreRefused() throws {
    var contents = ModelFixture.clusters()
    contents.windowing.framesPerWindow = 1 << 15 + 1
    contents.windowing.framesPerStep = 1 << 16
    let error = try #require(throws: ModelError.self) { try ModelWriter.write(contents) }
    #expect(error.what.description == "frames of a window")
  }
}
