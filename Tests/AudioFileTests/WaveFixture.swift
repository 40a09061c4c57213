import CSndfile
import Foundation

/// A folder of a test's own, removed when the test ends.
final class Folder {
  let path = NSTemporaryDirectory() + "audio-file-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes bytes and gives the file's path.
  func write(_ bytes: [UInt8], _ name: String = "a.wav") throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}

/// WAV files byte by byte, so that the reader is tested against the format and not against a writer.
struct WaveFixture {
  var rate = 16_000
  var channels = 1
  var bits = 16
  /// 1 integers, 3 floats, 6 A-law, 7 μ-law.
  var tag = 1
  var data: [UInt8] = []
  /// Size that the `data` chunk claims; the true one without.
  var claimedSize: UInt32?
  /// Chunks between `fmt ` and `data`.
  var extra: [UInt8] = []

  var bytes: [UInt8] {
    let size = claimedSize ?? UInt32(data.count)
    var body = Array("WAVEfmt ".utf8) + little(UInt32(16))
    body += little(UInt16(tag)) + little(UInt16(channels)) + little(UInt32(rate))
    body += little(UInt32(rate * channels * bits / 8)) + little(UInt16(channels * bits / 8))
    body += little(UInt16(bits)) + extra
    body += Array("data".utf8) + little(size) + data
    return Array("RIFF".utf8) + little(UInt32(truncatingIfNeeded: body.count)) + body
  }
}

func little<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

func little<Integer: FixedWidthInteger>(_ values: [Integer]) -> [UInt8] {
  values.flatMap { little($0) }
}

func little24(_ value: Int) -> [UInt8] {
  [UInt8(value & 255), UInt8(value >> 8 & 255), UInt8(value >> 16 & 255)]
}

/// Writes a FLAC file through libsndfile, which has the only encoder here.
func writeFLAC(_ samples: [Int32], subtype: Int, channels: Int = 1, to path: String) {
  var info = SF_INFO()
  info.samplerate = 16_000
  info.channels = Int32(channels)
  info.format = Int32(Int(SF_FORMAT_FLAC) | subtype)
  let file = sf_open(path, Int32(SFM_WRITE), &info)
  sf_write_int(file, samples, sf_count_t(samples.count))
  sf_close(file)
}

/// Seeded noise of full scale.
func noise(_ count: Int, seed: UInt64 = 1) -> [Int16] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int16(truncatingIfNeeded: state >> 40)
  }
}
