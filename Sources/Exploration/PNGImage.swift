import EdgeRuntime
import Foundation

/// A picture of up to 256 colours as a PNG file (ISO/IEC 15948), without compression: what it shows is
/// noise for the most part.
struct PNGImage {
  let width: Int
  let height: Int
  /// Red, green, blue.
  let palette: [(UInt8, UInt8, UInt8)]
  /// Indices of colours, row by row from the top.
  let pixels: [UInt8]

  /// - Precondition: at least one pixel, as many as width and height say, each of a colour that is there.
  init(width: Int, height: Int, palette: [(UInt8, UInt8, UInt8)], pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height)
    precondition((1...256).contains(palette.count) && pixels.allSatisfy { $0 < palette.count })
    self.width = width
    self.height = height
    self.palette = palette
    self.pixels = pixels
  }

  /// The file.
  var file: [UInt8] {
    let header = Self.word(width) + Self.word(height) + [8, 3, 0, 0, 0]
    // No row is filtered: each begins with a zero.
    let rows = (0..<height).flatMap { [0] + pixels[$0 * width..<($0 + 1) * width] }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + Self.chunk("IHDR", header) + Self.chunk("PLTE", palette.flatMap { [$0.0, $0.1, $0.2] })
      + Self.chunk("IDAT", Self.zlib(rows)) + Self.chunk("IEND", [])
  }

  /// For an `img` of HTML.
  var dataURL: String { "data:image/png;base64," + Data(file).base64EncodedString() }

  private static func word(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let content = Array(name.utf8) + body
    var check = CRC32()
    content.withUnsafeBytes { check.update($0) }
    return word(body.count) + content + word(Int(check.value))
  }

  /// A stream of zlib (RFC 1950) in stored blocks (RFC 1951).
  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    let most = 65_535
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: most) {
      let block = bytes[start..<min(start + most, bytes.count)]
      let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
      stream += [block.endIndex == bytes.count ? 1 : 0, low, high, ~low, ~high]
      stream += block
    }
    var (first, second) = (1, 0)
    for byte in bytes {
      first = (first + Int(byte)) % 65_521
      second = (second + first) % 65_521
    }
    return stream + word(second << 16 | first)
  }
}
