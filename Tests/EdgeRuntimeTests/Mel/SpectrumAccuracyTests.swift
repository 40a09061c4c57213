import EdgeRuntime
import Features
import SeededRandom
import Testing

@Suite struct SpectrumAccuracyTests {
  @Test(arguments: [512, 1024, 2048, 4096], [0.0, -30, -60])
  func spectrumIsNinetyDecibelsClean(length: Int, dBFS: Double) throws {
    let tables = try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: length, hop: length, bands: 32))
    for signal in TestSignal.allCases {
      let frame = signal.samples(length, dBFS: dBFS)
      let ratio = ReferenceSpectrum(frame).signalToNoise(deviceSpectrum(frame, tables))
      #expect(ratio >= 90, "\(signal)")
    }
  }

  @Test(arguments: [128, 256, 8192])
  func otherLengthsAreAsClean(length: Int) throws {
    let tables = try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: length, hop: length, bands: 8))
    let frame = TestSignal.noise.samples(length, dBFS: -20)
    #expect(ReferenceSpectrum(frame).signalToNoise(deviceSpectrum(frame, tables)) >= 90)
  }

  /// The most negative sample has no positive counterpart in 16 bits.
  @Test(arguments: [512, 1024, 2048, 4096])
  func mostNegativeSampleIsExactAtEveryPosition(length: Int) throws {
    let tables = try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: length, hop: length, bands: 64))
    var frame = TestSignal.noise.samples(length, dBFS: -30)
    let spectrum = ReferenceSpectrum(frame)
    for place in 0..<length {
      let sample = frame[place]
      frame[place] = .min
      let expected = spectrum.adding(-32768 - Int(sample), at: place, length: length)
      #expect(expected.signalToNoise(deviceSpectrum(frame, tables)) >= 90, "position \(place)")
      frame[place] = sample
    }
  }

  /// Nothing in the transform's bounds assumes a window: a rectangular one is the hardest.
  @Test(arguments: [512, 1024])
  func fullScaleWithoutWindowNeitherWrapsNorTraps(length: Int) throws {
    var tables = try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: length, hop: length, bands: 16))
    tables.windowQ31 = [Int32](repeating: .max, count: length)
    let constant = deviceSpectrum([Int16](repeating: .min, count: length), tables)
    #expect(abs(constant.re[0] + Double(length)) < 1e-4)
    #expect(constant.power.dropFirst().allSatisfy { $0 < 1e-8 })
    let alternating = deviceSpectrum((0..<length).map { $0 % 2 == 0 ? .min : .max }, tables)
    #expect(abs(alternating.re[length / 2] + Double(length)) < 0.02)
  }
}
