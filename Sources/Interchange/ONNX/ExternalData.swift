import Foundation

/// Arrays that an exporter put into files beside the model, as PyTorch does by default.
///
/// A model names such a file by a path of its own choosing, which could be any file of the reader's
/// machine: only plain names are followed, within the model's folder.
struct ExternalData {
  /// The model's folder; nil where the model has none, being bytes in memory.
  let folder: String?

  /// `count` bytes of the file that a tensor's entries name.
  func bytes(
    _ entries: [String: String], count: Int, of tensor: String
  ) throws(InterchangeError.Problem) -> [UInt8] {
    let location = entries["location"] ?? ""
    let offset = Int(entries["offset"] ?? "0") ?? -1
    guard !location.isEmpty, location != ".", location != "..", !location.contains("/"),
      offset >= 0, entries["length"].map({ Int($0) == count }) ?? true
    else {
      throw .damaged(
        format: "ONNX",
        found: "tensor \(tensor): in file \"\(location)\" at \(entries["offset"] ?? "0"), "
          + "\(entries["length"] ?? "?") bytes; its dimensions ask for \(count), in the same folder"
      )
    }
    guard let folder else { throw Self.absent(location, tensor, "it is not given") }
    let path = "\(folder)/\(location)"
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else {
      throw Self.absent(location, tensor, String(cString: strerror(errno)))
    }
    defer { close(file) }
    return try Self.read(file, count, at: offset, location, tensor)
  }

  private static func read(
    _ file: Int32, _ size: Int, at offset: Int, _ location: String, _ tensor: String
  ) throws(InterchangeError.Problem) -> [UInt8] {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      offset <= Int(status.st_size), size <= Int(status.st_size) - offset
    else {
      throw absent(location, tensor, "it ends before byte \(offset) + \(size)")
    }
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      while count < size {
        let got = pread(file, start + count, size - count, off_t(offset + count))
        if got < 0, errno == EINTR { continue }
        if got <= 0 { return }
        count += got
      }
    }
    guard bytes.count == size else { throw absent(location, tensor, "it could not be read") }
    return bytes
  }

  private static func absent(
    _ location: String, _ tensor: String, _ reason: String
  ) -> InterchangeError.Problem {
    .unsupportedModel(
      found: "tensor \(tensor) lies in the file \(location): \(reason)",
      remedy: "put \(location) beside the model, or export it in one piece: "
        + "torch.onnx.export(…, external_data=False)")
  }
}
