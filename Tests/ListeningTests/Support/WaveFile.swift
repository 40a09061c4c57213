/// A WAV file, put together byte by byte.
struct WaveFile {
  var container = "RIFF"
  var tag: UInt16 = 1
  /// Bytes of a sample.
  var sampleBytes: Int
  var channels: Int
  var rate = 16_000
  var data: [UInt8]
  /// What the header says of the data's size.
  var promised: UInt32
  /// Chunks before the data.
  var extra: [UInt8] = []

  init(bytes: Int, channels: Int, data: [UInt8]) {
    sampleBytes = bytes
    self.channels = channels
    self.data = data
    promised = UInt32(data.count)
  }

  var bytes: [UInt8] {
    let block = sampleBytes * channels
    var format = Self.little(UInt32(tag), 2) + Self.little(UInt32(channels), 2)
    format += Self.little(UInt32(rate), 4) + Self.little(UInt32(rate * block), 4)
    format += Self.little(UInt32(block), 2) + Self.little(UInt32(8 * sampleBytes), 2)
    if tag == 0xFFFE {
      let valid = Self.little(22, 2) + Self.little(UInt32(8 * sampleBytes), 2)
      format += valid + Self.little(0, 4) + Self.little(1, 2)
      format += [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    }
    let body =
      Array("WAVE".utf8) + extra + Self.chunk("fmt ", format) + Array("data".utf8)
      + Self.little(promised, 4) + data
    return Array(container.utf8) + Self.little(UInt32(body.count), 4) + body
  }

  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(UInt32(content.count), 4) + content
      + (content.count % 2 == 1 ? [0] : [])
  }

  static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }
}
