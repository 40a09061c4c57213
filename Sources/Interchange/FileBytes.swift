import Foundation

/// Whole files, read with a bound on their size.
enum FileBytes {
  /// Larger than any network that a device of this kind could hold, in float.
  static let maximumCount = 1 << 30

  /// The bytes of a regular file, or its first ones.
  static func read(
    _ path: String, atMost limit: Int = .max
  ) throws(InterchangeError.Problem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is no file") }
    guard status.st_size <= maximumCount || limit <= maximumCount else {
      throw .unsupportedModel(
        found: "\(status.st_size) bytes, at most \(maximumCount) are read",
        remedy: "a network for a small board has a few megabytes: export a smaller one")
    }
    let size = min(Int(status.st_size), limit)
    var failure: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      while count < size {
        let got = Foundation.read(descriptor, start + count, size - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { return }
        count += got
      }
    }
    if let failure { throw .unreadable(String(cString: strerror(failure))) }
    return bytes
  }
}
