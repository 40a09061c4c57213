import Foundation

/// A `.npy` file, version 1, of little-endian numbers.
struct NumpyArray {
  let shape: [Int]
  /// `<f4`, `|i1`, `<i2`, …
  let type: String
  let bytes: [UInt8]

  init(contentsOf path: String) throws {
    let file = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let end = 10 + Int(file[8]) + Int(file[9]) << 8
    let header = String(decoding: file[10..<end], as: UTF8.self)
    func value(_ key: String, upTo stop: Character) -> Substring {
      let rest = header[(header.range(of: "'\(key)': ")?.upperBound ?? header.endIndex)...]
      return rest.dropFirst().prefix { $0 != stop }
    }
    type = String(value("descr", upTo: "'"))
    shape = value("shape", upTo: ")").split(separator: ",")
      .compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    bytes = Array(file[end...])
  }

  /// The numbers, whose size has to be that of the file's.
  func values<Element: BitwiseCopyable>(as type: Element.Type) -> [Element] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / MemoryLayout<Element>.size).map {
        raw.loadUnaligned(
          fromByteOffset: $0 * MemoryLayout<Element>.size, as: Element.self)
      }
    }
  }

  /// The numbers of int8 or int16.
  var integers: [Int] {
    type == "|i1" ? values(as: Int8.self).map { Int($0) } : values(as: Int16.self).map { Int($0) }
  }
}
