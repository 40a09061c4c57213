/// Why a safetensors file was refused or cannot be written.
public struct SafetensorsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// Path of the file, or a description of the bytes' origin.
  public let source: String
  /// What is wrong.
  public let problem: Problem

  /// What is wrong with a file, with the values found.
  public enum Problem: Equatable, Sendable {
    /// The file cannot be read; the system's words.
    case unreadable(String)
    /// Fewer bytes than the eight of the header's length.
    case tooShort(bytes: Int)
    /// The file is a device model.
    case deviceModel
    /// The header would end beyond the file or is larger than allowed.
    case headerLength(UInt64, allowed: Int)
    /// The header is not the JSON object that the format prescribes.
    case header(String)
    /// A tensor's type is not `F32`.
    case dtype(tensor: String, found: String)
    /// A dimension is negative or the product of all overflows.
    case shape(tensor: String, found: [Int])
    /// A tensor's bytes are not within the data, or not `4 × elements`.
    case offsets(tensor: String, found: [Int], dataBytes: Int)
    /// Tensors overlap, or bytes between or after them belong to none.
    case layout(offset: Int, tensor: String)
  }

  /// Three lines: what happened, where with the allowed range, what to do.
  public var description: String {
    switch problem {
    case .unreadable(let reason):
      return lines("could not be read", reason, "check the path and the file's permissions")
    case .deviceModel:
      return lines(
        "is a device model, not a float model", "its first bytes are EASD",
        "give the .safetensors file that it was quantized from")
    case .tooShort(let bytes):
      return damaged("\(bytes) bytes, at least 8 are needed for the header's length")
    case .headerLength(let length, let allowed):
      return damaged("header of \(length) bytes, allowed 2…\(allowed) in a file of this size")
    case .header(let reason):
      return damaged("header: \(reason)")
    case .dtype(let tensor, let found):
      return lines(
        "holds a tensor of another type than float32", "tensor \(tensor): \(found), allowed F32",
        "convert the file's tensors to float32")
    case .shape(let tensor, let found):
      return damaged("tensor \(tensor): shape \(found), dimensions ≥ 0 and product below 2⁴⁰")
    case .offsets(let tensor, let found, let dataBytes):
      return damaged(
        "tensor \(tensor): data_offsets \(found), allowed: two in 0…\(dataBytes), ascending, "
          + "4 bytes an element apart")
    case .layout(let offset, let tensor):
      return damaged("\(tensor): data byte \(offset) belongs to no tensor or to several")
    }
  }

  private func damaged(_ place: String) -> String {
    lines(
      "is not a valid safetensors file", place,
      "copy or download it again, or write it again with the tool that made it")
  }

  private func lines(_ what: String, _ place: String, _ remedy: String) -> String {
    "\(source) \(what)\n  \(place)\n  \(remedy)"
  }
}
