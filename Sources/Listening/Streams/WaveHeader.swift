/// What the header of a WAV file says: RIFF, and RF64 for more than 4 GB (EBU Tech 3306), with
/// integer samples.
struct WaveHeader {
  /// Samples a second.
  var rate = 0
  /// At least 1.
  var channels = 0
  /// Bytes of a sample: 2, 3 or 4.
  var sampleBytes = 0
  /// Bytes of all samples; nil where the header leaves it open, as a program does that writes into
  /// a pipe.
  var dataBytes: UInt64?

  private static let riff: UInt32 = 0x4646_4952
  private static let rifx: UInt32 = 0x5846_4952
  private static let rf64: UInt32 = 0x3436_4652
  private static let wave: UInt32 = 0x4556_4157
  private static let format: UInt32 = 0x2074_6D66
  private static let data: UInt32 = 0x6174_6164
  private static let sizes: UInt32 = 0x3436_7364

  /// Reads up to the first sample, and not a byte further: the stream may be a pipe.
  init(_ stream: inout HeaderBytes) throws(WaveError) {
    let container = stream.word()
    _ = stream.word()
    let form = stream.word()
    try stream.check()
    if container == Self.rifx { throw .bigEndian }
    guard container == Self.riff || container == Self.rf64, form == Self.wave else {
      throw .notWave
    }
    var longSize: UInt64?
    // A file holds a handful of chunks; the bound keeps a hostile one from being walked for ever.
    for _ in 0..<4096 {
      let name = stream.word()
      let size = UInt64(stream.word())
      try stream.check()
      if name == Self.data {
        guard channels > 0 else { throw .noFormat }
        // What programs write that do not know the size yet.
        let isOpen = size == 0xFFFF_FFFF || size == 0x7FFF_F000
        dataBytes = container == Self.rf64 && size == 0xFFFF_FFFF ? longSize : isOpen ? nil : size
        return
      }
      // Chunks start at even offsets.
      var left = size &+ (size & 1)
      if name == Self.format { left = try readFormat(&stream, size: left) }
      if name == Self.sizes, size >= 16 {
        _ = stream.doubleWord()
        longSize = stream.doubleWord()
        left &-= 16
      }
      stream.skip(left)
    }
    throw .notWave
  }

  /// Returns what is left of the chunk.
  private mutating func readFormat(
    _ stream: inout HeaderBytes, size: UInt64
  ) throws(WaveError) -> UInt64 {
    guard size >= 16 else { throw .notWave }
    var tag = stream.half()
    let channels = stream.half()
    let rate = stream.word()
    _ = stream.word()
    let frameBytes = stream.half()
    let bits = stream.half()
    var left = size &- 16
    if tag == 0xFFFE, left >= 24 {
      // Extensible: size of the extension, valid bits, loudspeakers, then the true tag.
      _ = stream.doubleWord()
      tag = stream.half()
      left &-= 10
    }
    try stream.check()
    guard tag == 1, bits == 16 || bits == 24 || bits == 32 else {
      throw .encoding(tag: tag, bits: bits)
    }
    guard channels >= 1, channels <= SampleLayout.mostChannels,
      frameBytes == channels &* bits / 8, rate >= 1, rate <= 1_000_000
    else { throw .impossible(channels: channels, rate: rate) }
    self.channels = Int(channels)
    self.rate = Int(rate)
    sampleBytes = Int(bits / 8)
    return left
  }
}
