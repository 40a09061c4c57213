import AtomicFile
import Foundation

/// A file of named float32 tensors with a map of strings: the safetensors format.
///
/// Layout: eight bytes header length (little-endian), the header (JSON, padded with spaces to a
/// multiple of eight), the tensors' bytes without gaps. Source: the format description of
/// `huggingface/safetensors`. Types other than `F32` are refused.
public struct SafetensorsFile: Sendable, Equatable {
  /// The header's `__metadata__`.
  public var metadata: [String: String]
  /// By name; `__metadata__` is not a possible name.
  public var tensors: [String: Tensor]

  /// A file to be written.
  public init(metadata: [String: String] = [:], tensors: [String: Tensor] = [:]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// Reads a file. Its bytes are taken as hostile: nothing is allocated by a size that the header
  /// merely claims, and every offset is checked against the file's length.
  ///
  /// - Throws: `SafetensorsError`.
  public init(contentsOf path: String) throws(SafetensorsError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let reason =
        isFolder.boolValue ? "it is a folder" : isThere ? "not readable" : "no such file"
      throw SafetensorsError(source: path, problem: .unreadable(reason))
    }
    try self.init(data, source: path)
  }

  /// Reads the bytes of a file; `source` names them in errors.
  public init(bytes: [UInt8], source: String = "data") throws(SafetensorsError) {
    try self.init(Data(bytes), source: source)
  }

  private init(_ data: Data, source: String) throws(SafetensorsError) {
    do throws(SafetensorsHeader.Refusal) {
      let header = try SafetensorsHeader(data)
      metadata = header.metadata
      tensors = header.entries.reduce(into: [:]) { tensors, entry in
        let bytes = data.subdata(in: entry.begin..<entry.end)
        tensors[entry.name] = Tensor(shape: entry.shape, values: Self.floats(bytes))
      }
    } catch {
      throw SafetensorsError(source: source, problem: error.problem)
    }
  }

  /// Writes the file whole or not at all. The same contents give the same bytes.
  public func write(to path: String) throws {
    try AtomicFile.write(serialized(), to: path)
  }

  /// The bytes of the file: tensors in the order of their names.
  public func serialized() throws -> [UInt8] {
    let names = tensors.keys.sorted()
    var header: [String: SafetensorsHeader.Item] = [:]
    if !metadata.isEmpty { header[SafetensorsHeader.metadataKey] = .metadata(metadata) }
    var offset = 0
    for name in names {
      guard let tensor = tensors[name] else { continue }
      let end = offset + 4 * tensor.values.count
      header[name] = .tensor(dtype: "F32", shape: tensor.shape, offsets: [offset, end])
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = Array(try encoder.encode(header))
    json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + json.count + offset)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { bytes += $0 }
    bytes += json
    for name in names {
      for value in tensors[name]?.values ?? [] {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
      }
    }
    return bytes
  }

  private static func floats(_ bytes: Data) -> [Float] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map {
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }
}
