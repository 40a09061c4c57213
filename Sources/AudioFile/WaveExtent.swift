import Foundation

/// How many bytes of samples a WAV file promises and how many it has.
///
/// libsndfile quietly shortens a cut file to what is there, so the promise is read here: chunks of
/// RIFF, RIFX and RF64 (EBU Tech 3306) up to `data`.
struct WaveExtent: Equatable {
  /// What the `data` chunk says; nil where it leaves the size open, as a program does that writes
  /// into a pipe (0x7FFFF000, 0xFFFFFFFF).
  var promised: UInt64?
  /// From the start of the samples to the end of the file.
  var found: UInt64

  /// Nil where the file is no WAV file or has no `data` chunk.
  init?(descriptor: Int32, fileSize: UInt64) {
    guard let magic = Self.read(descriptor, at: 0, count: 12), fileSize >= 12 else { return nil }
    let container = String(decoding: magic[0..<4], as: UTF8.self)
    guard ["RIFF", "RIFX", "RF64"].contains(container),
      String(decoding: magic[8..<12], as: UTF8.self) == "WAVE"
    else { return nil }
    let isBigEndian = container == "RIFX"
    var size64: UInt64?
    var offset: UInt64 = 12
    // A file holds a handful of chunks; the bound keeps a hostile one from being walked for ever.
    for _ in 0..<4096 {
      guard let header = Self.read(descriptor, at: offset, count: 8) else { return nil }
      let name = String(decoding: header[0..<4], as: UTF8.self)
      let size = UInt64(Self.integer(header[4..<8], isBigEndian: isBigEndian))
      if name == "data" {
        let open = [0x7FFF_F000, 0xFFFF_FFFF].contains(size)
        promised = container == "RF64" && size == 0xFFFF_FFFF ? size64 : open ? nil : size
        found = fileSize - (offset + 8)
        return
      }
      if name == "ds64", let sizes = Self.read(descriptor, at: offset + 8, count: 16) {
        size64 =
          UInt64(Self.integer(sizes[8..<12], isBigEndian: false))
          | UInt64(Self.integer(sizes[12..<16], isBigEndian: false)) << 32
      }
      // Chunks start at even offsets. size < 2³², so the sum cannot overflow.
      offset += 8 + size + (size & 1)
      if offset >= fileSize { return nil }
    }
    return nil
  }

  private static func read(_ descriptor: Int32, at offset: UInt64, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = pread(descriptor, &bytes, count, off_t(offset))
    return got == count ? bytes : nil
  }

  private static func integer(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> UInt32 {
    let ordered = isBigEndian ? Array(bytes) : bytes.reversed()
    return ordered.reduce(0) { $0 << 8 | UInt32($1) }
  }
}
