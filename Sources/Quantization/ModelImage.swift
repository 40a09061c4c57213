import EdgeRuntime
import Foundation

/// The bytes of a model file in memory that is aligned as the reader wants it.
public final class ModelImage: @unchecked Sendable {
  // Sendable because nothing writes to the memory after init.
  /// The file.
  public let bytes: UnsafeRawBufferPointer

  /// A copy of a file's bytes; nothing is checked.
  public init(_ file: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: file.count, alignment: ModelFile.alignment)
    memory.copyBytes(from: file)
    bytes = UnsafeRawBufferPointer(memory)
  }

  /// Reads a file; nothing is checked.
  public convenience init(contentsOf path: String) throws {
    guard let file = FileManager.default.contents(atPath: path) else {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      throw exists && isFolder.boolValue ? ModelImageError.folder(path) : .unreadable(path)
    }
    // Too few bytes to tell are a damaged file, which the reader says better.
    guard file.count < 4 || file.prefix(4).elementsEqual("EASD".utf8) else {
      throw ModelImageError.noDeviceModel(path)
    }
    self.init([UInt8](file))
  }

  deinit { bytes.deallocate() }

  /// The model, checked. It keeps this image alive.
  public func model(checkingChecksums: Bool = true) throws(ModelError) -> Model {
    var model = try Model(bytes: bytes, checkingChecksums: checkingChecksums)
    model.owner = self
    return model
  }
}

extension Model {
  /// Names of the machines that its scores tell apart, in the order of their indices.
  public var ids: [String] {
    (0..<idCount).map { String(decoding: idName($0), as: UTF8.self) }
  }

  /// Index of a machine; nil where the model does not know it.
  public func index(ofID id: String?) -> Int? { id.flatMap { ids.firstIndex(of: $0) } }
}

/// Why a model file could not be read.
public enum ModelImageError: Error, Equatable, CustomStringConvertible {
  /// It is not there, or not for this user to read.
  case unreadable(String)
  /// It is a folder.
  case folder(String)
  /// It begins as no device model does.
  case noDeviceModel(String)

  /// Three lines.
  public var description: String {
    switch self {
    case .unreadable(let path):
      """
      the model cannot be read
        no readable file at \(path)
        check the path; `edgeasd quantize` makes model files
      """
    case .folder(let path):
      """
      the model cannot be read
        \(path) is a folder
        give the name of a file; `edgeasd quantize` makes model files
      """
    case .noDeviceModel(let path):
      """
      \(path) is no device model
        its first bytes are not EASD
        `edgeasd quantize` makes a device model (.easd) from a float model (.safetensors)
      """
    }
  }
}
