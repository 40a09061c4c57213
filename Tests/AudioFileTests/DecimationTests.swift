import AudioFile
import EdgeRuntime
import Foundation
import Testing

@Suite struct DecimationTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test(arguments: [2, 3, 4, 6])
  func recordingIsHeardAsTheDeviceHearsIt(_ factor: Int) throws {
    let samples = noise(4_001)
    let path = try folder.write(
      WaveFixture(rate: 16_000 * factor, data: little(samples)).bytes)
    let memory = UnsafeMutablePointer<Int16>.allocate(
      capacity: Decimator.memoryCount(factor: factor))
    defer { memory.deallocate() }
    var decimator = Decimator(factor: factor, memory: memory)
    var expected = [Int16](repeating: 0, count: 4_001 / factor)
    // Sample by sample, as no reader would do it.
    for (index, sample) in samples.enumerated() {
      var output: Int16 = 0
      if decimator.process([sample].span, into: &output) == 1 { expected[index / factor] = output }
    }
    let pcm = try AudioFile.read(path, expectedRate: 16_000)
    #expect(pcm == PCM(samples: expected, rate: 16_000))
    #expect(try AudioFile.read(path).samples == samples, "no rate expected, none changed")
  }

  /// What is above the model's Nyquist frequency is gone, what is below stays as it was.
  @Test func toneAboveTheModelsBandIsSilence() throws {
    func level(hertz: Double) throws -> Double {
      let tone = (0..<48_000).map { index in
        Int16((16_384 * sin(2 * .pi * hertz * Double(index) / 48_000)).rounded())
      }
      let path = try folder.write(WaveFixture(rate: 48_000, data: little(tone)).bytes)
      let heard = try AudioFile.read(path, expectedRate: 16_000).samples[1_000...]
      let power = heard.reduce(0) { $0 + Double($1) * Double($1) } / Double(heard.count)
      return (2 * power).squareRoot()
    }
    #expect(abs(try level(hertz: 1_000) - 16_384) < 4)
    #expect(abs(try level(hertz: 6_700) - 16_384) < 4)
    #expect(try level(hertz: 8_100) < 2)
    #expect(try level(hertz: 15_000) < 2)
  }

  @Test func theLeastLengthCountsAtTheModelsRate() throws {
    let path = try folder.write(WaveFixture(rate: 48_000, data: little(noise(3_002))).bytes)
    #expect(
      try AudioFile.read(path, expectedRate: 16_000, minimumSamples: 1_000).samples.count == 1_000)
    #expect(throws: AudioFileError.tooShort(path, found: 1_000, minimum: 1_001, rate: 16_000)) {
      try AudioFile.read(path, expectedRate: 16_000, minimumSamples: 1_001)
    }
  }

  @Test(arguments: [8_000, 24_000, 44_100, 80_000, 112_000, 128_000])
  func otherRatesAreRefused(_ rate: Int) throws {
    let path = try folder.write(WaveFixture(rate: rate, data: little(noise(80))).bytes)
    #expect(throws: AudioFileError.wrongRate(path, found: rate, expected: 16_000)) {
      try AudioFile.read(path, expectedRate: 16_000)
    }
  }
}
