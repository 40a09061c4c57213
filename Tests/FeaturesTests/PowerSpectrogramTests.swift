import Foundation
import Testing

@testable import Features

/// Spectra that people look at: scaled as their definitions say.
@Suite struct PowerSpectrogramTests {
  private func tone(_ hertz: Double, rate: Int, amplitude: Double = 8_000) -> [Int16] {
    (0..<2 * rate).map {
      Int16((amplitude * sin(2 * .pi * hertz * Double($0) / Double(rate))).rounded())
    }
  }

  @Test(arguments: [(8_000, 512), (16_000, 1024), (44_100, 2048), (48_000, 4096), (500, 64)])
  func aFrameIsNearSixtyFourMilliseconds(rate: Int, length: Int) {
    #expect(PowerSpectrogram.frameLength(sampleRate: rate) == length)
  }

  @Test func theIntegralOfTheDensityIsTheMeanSquare() {
    for hertz in [100.0, 1_234.5, 7_000] {
      let samples = tone(hertz, rate: 16_000)
      let spectrogram = PowerSpectrogram(samples, sampleRate: 16_000)
      let square =
        samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count) / 0x1p30
      let spacing = 16_000 / Double(spectrogram.frameLength)
      let integral = spectrogram.density.reduce(0, +) * spacing
      #expect(abs(integral / square - 1) < 0.01, "\(hertz) Hz")
    }
  }

  @Test(arguments: [(440.0, 9), (523.25, 0), (3_135.96, 7), (880.0, 9)])
  func aToneIsOfItsPitchClass(hertz: Double, pitch: Int) {
    let spectrogram = PowerSpectrogram(tone(hertz, rate: 16_000), sampleRate: 16_000)
    for frame in 0..<spectrogram.frames {
      let own = spectrogram.chroma[frame * 12..<(frame + 1) * 12]
      #expect(own.indices.max { own[$0] < own[$1] } == frame * 12 + pitch)
    }
  }

  @Test func itsBandsAreThoseOfTheMelSpectrogram() throws {
    let samples = tone(1_000, rate: 16_000)
    let spectrogram = PowerSpectrogram(samples, sampleRate: 16_000)
    let other = try MelSpectrogram(
      LogMelDesign(sampleRate: 16_000, frameLength: 1024, hop: 512, bands: 40)
    ).frames(of: samples.map { Double($0) / 32768 })
    #expect(spectrogram.mel(bands: 40) == other)
  }

  @Test func lessThanAFrameHasNone() {
    let spectrogram = PowerSpectrogram([1, 2, 3], sampleRate: 16_000)
    #expect(spectrogram.frames == 0 && spectrogram.density.isEmpty && spectrogram.chroma.isEmpty)
  }
}
