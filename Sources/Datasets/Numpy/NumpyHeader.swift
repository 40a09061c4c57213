/// The header of a `.npy` file, versions 1.0 to 3.0 (NumPy Enhancement Proposal 1): a Python
/// dictionary in text, of exactly three keys.
struct NumpyHeader: Equatable {
  /// `<f4`: byte order, kind and bytes of an element.
  var descr: String
  var isFortranOrder: Bool
  var shape: [Int]
  /// Text after `#` behind the dictionary, which Python reads as a comment.
  var comment: String?
  /// Where the elements start.
  var dataOffset: Int

  struct Refusal: Error, Equatable {
    var reason: String
  }

  /// Longest header that is read; NumPy's own default limit is 10,000.
  static let longest = 65_536
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  init(_ bytes: [UInt8]) throws(Refusal) {
    guard bytes.count >= 10, Array(bytes[0..<6]) == Self.magic else {
      throw Refusal(reason: "it does not begin with \\x93NUMPY")
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    guard (1...3).contains(bytes[6]), bytes[7] == 0, bytes.count >= 8 + lengthBytes else {
      throw Refusal(reason: "its format version is \(bytes[6]).\(bytes[7]), known are 1.0 to 3.0")
    }
    let length = bytes[8..<(8 + lengthBytes)].reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = 8 + lengthBytes
    guard length <= Self.longest, length <= bytes.count - start else {
      throw Refusal(reason: "its header says that it is \(length) bytes long")
    }
    dataOffset = start + length
    var parser = NumpyHeaderParser(bytes[start..<(start + length)])
    (descr, isFortranOrder, shape, comment) = try parser.dictionary()
  }

  /// A version 1.0 file's bytes before its elements.
  static func bytes(descr: String, shape: [Int], comment: String? = nil) -> [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(axes)), }"
    if let comment { text += " # \(comment)" }
    // Elements start at a multiple of 64 bytes; the header ends in a line feed.
    let padding = (64 - (10 + text.utf8.count + 1) % 64) % 64
    text += String(repeating: " ", count: padding) + "\n"
    let length = text.utf8.count
    return magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
  }
}
