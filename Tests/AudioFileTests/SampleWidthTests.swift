import AudioFile
import CSndfile
import Foundation
import Testing

@Suite struct SampleWidthTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func read(_ fixture: WaveFixture) throws -> [Int16] {
    try AudioFile.read(folder.write(fixture.bytes)).samples
  }

  @Test func everySixteenBitValueArrivesBitForBit() throws {
    let all = (Int16.min ... .max).map { $0 }
    #expect(try read(WaveFixture(data: little(all))) == all)
  }

  @Test func everySixteenBitValueArrivesBitForBitFromFLAC() throws {
    let all = (Int16.min ... .max).map { $0 }
    let path = folder.path + "/a.flac"
    writeFLAC(all.map { Int32($0) << 16 }, subtype: Int(SF_FORMAT_PCM_16), to: path)
    #expect(try AudioFile.read(path).samples == all)
  }

  @Test func eightBitsAreScaledAroundTheirMiddle() throws {
    let samples = try read(WaveFixture(bits: 8, data: Array(0...255)))
    let expected = (0...255).map { (byte: Int) in Int16((byte - 128) * 256) }
    #expect(samples == expected)
  }

  /// Nearest 16-bit value of a 24-bit one, halves upwards, written with integer division.
  private func rounded24(_ value: Int) -> Int16 {
    let shifted = value + 128
    return Int16(min(32_767, shifted >= 0 ? shifted / 256 : -((255 - shifted) / 256)))
  }

  private let values24 =
    [0, 127, 128, 129, -127, -128, -129, 8_388_607, 8_388_479, 8_388_480, -8_388_608]
    + stride(from: -8_388_608, through: 8_388_607, by: 4_099)

  @Test func twentyFourBitsAreRoundedAndSaturated() throws {
    let samples = try read(WaveFixture(bits: 24, data: values24.flatMap(little24)))
    #expect(samples == values24.map(rounded24))
  }

  @Test func sameSoundInEveryWideFormatGivesTheSameSamples() throws {
    let expected = values24.map(rounded24)
    let wide = WaveFixture(bits: 32, data: little(values24.map { Int32($0 << 8) }))
    #expect(try read(wide) == expected)
    let floats = values24.map { Float($0) / 8_388_608 }
    let single = WaveFixture(bits: 32, tag: 3, data: little(floats.map(\.bitPattern)))
    #expect(try read(single) == expected)
    let double = WaveFixture(
      bits: 64, tag: 3, data: little(values24.map { (Double($0) / 8_388_608).bitPattern }))
    #expect(try read(double) == expected)
    let path = folder.path + "/a.flac"
    writeFLAC(values24.map { Int32($0 << 8) }, subtype: Int(SF_FORMAT_PCM_24), to: path)
    #expect(try AudioFile.read(path).samples == expected)
  }

  @Test func floatsBeyondFullScaleAreSaturated() throws {
    let values: [Float] = [1, -1, 1.5, -1.5, 8, -8, 0x1p-149, -0.0]
    let fixture = WaveFixture(bits: 32, tag: 3, data: little(values.map(\.bitPattern)))
    #expect(try read(fixture) == [32_767, -32_768, 32_767, -32_768, 32_767, -32_768, 0, 0])
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func floatThatIsNoNumberIsRefusedWithItsPlace(_ value: Float) throws {
    var values = [Float](repeating: 0.25, count: 70_000)
    values[69_000] = value
    let fixture = WaveFixture(bits: 32, tag: 3, data: little(values.map(\.bitPattern)))
    let path = try folder.write(fixture.bytes)
    let error = #expect(throws: AudioFileError.self) { try AudioFile.read(path) }
    guard case .notFinite(path, frame: 69_000, let found) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(found.isNaN == value.isNaN)
  }

  @Test func companded8BitsAreExpanded() throws {
    // G.711 μ-law: 0x80 is the largest positive value, 0x00 the largest negative, 0xFF zero.
    let samples = try read(WaveFixture(bits: 8, tag: 7, data: [0x80, 0x00, 0xFF]))
    #expect(samples == [32_124, -32_124, 0])
  }

  @Test(arguments: [Float(8.1), -32_768, 1e30])
  func floatsOnAnotherScaleAreRefusedNotClipped(_ value: Float) throws {
    let fixture = WaveFixture(
      bits: 32, tag: 3, data: little([Float(0.5), value].map(\.bitPattern)))
    #expect(
      throws: AudioFileError.otherScale(folder.path + "/a.wav", frame: 1, value: Double(value))
    ) {
      try AudioFile.read(folder.write(fixture.bytes))
    }
  }
}
