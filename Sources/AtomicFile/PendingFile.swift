import Foundation
import Synchronization

/// A file on its way: written in pieces under a temporary name, until `commit()` gives it its own.
///
/// Dropped without `commit()`, it removes the temporary file and leaves the destination as it was.
public struct PendingFile: ~Copyable {
  private static let counter = Atomic<Int>(0)

  private let path: String
  private let destination: String
  private let descriptor: Int32
  private let replaces: Bool

  /// Where the bytes are until `commit()`; the destination itself where that is no regular file.
  public let temporaryPath: String

  /// Creates the temporary file in the destination's folder, with the rights of the file that it
  /// replaces, or those that the umask leaves.
  public init(path: String) throws(AtomicFileError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR {
      throw AtomicFileError(path: path, step: .create, code: EISDIR)
    }
    let replaces = !exists || kind == S_IFREG
    let destination = exists ? Self.resolvingLinks(path) : path
    let written = replaces ? Self.temporaryName(beside: destination) : destination
    let creation = replaces ? O_CREAT | O_EXCL : 0
    let opened = open(written, O_WRONLY | O_CLOEXEC | creation, 0o666)
    guard opened >= 0 else {
      throw AtomicFileError(path: path, step: .create, code: errno)
    }
    if exists, replaces {
      // Failing to keep the rights (another owner's file) is no reason to fail to write.
      _ = fchmod(opened, status.st_mode & 0o777)
    }
    self.path = path
    self.destination = destination
    self.replaces = replaces
    temporaryPath = written
    descriptor = opened
  }

  deinit {
    close(descriptor)
    // After a commit the temporary name is gone, and this does nothing.
    if replaces { unlink(temporaryPath) }
  }

  /// Appends bytes.
  public borrowing func append(_ bytes: [UInt8]) throws(AtomicFileError) {
    var failure: AtomicFileError?
    bytes.withUnsafeBytes { buffer in
      do throws(AtomicFileError) {
        try append(buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Appends the bytes of a buffer.
  public borrowing func append(_ buffer: UnsafeRawBufferPointer) throws(AtomicFileError) {
    var rest = buffer[...]
    while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      let written = Foundation.write(descriptor, base, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw AtomicFileError(path: path, step: .write, code: errno)
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Brings the bytes to the disk and gives the file its name.
  public consuming func commit() throws(AtomicFileError) {
    guard replaces else { return }
    guard fsync(descriptor) == 0 else {
      throw AtomicFileError(path: path, step: .synchronise, code: errno)
    }
    guard rename(temporaryPath, destination) == 0 else {
      throw AtomicFileError(path: path, step: .rename, code: errno)
    }
    // The name itself must survive a power cut too. A file system that cannot do this has
    // nevertheless renamed the file, so the answer is not asked.
    let folder = open(Self.folder(of: destination), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      _ = fsync(folder)
      close(folder)
    }
  }

  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `folder/.name-<process>-<number>.extension`: hidden, of nobody else's, and a library that
  /// looks at the extension still finds the destination's.
  private static func temporaryName(beside path: String) -> String {
    let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let name = path[nameStart...]
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
    // File names are at most 255 bytes; the stem is shortened so that the additions fit.
    let stem = String(decoding: name[..<dot].utf8.prefix(150), as: UTF8.self)
    return "\(path[..<nameStart]).\(stem)-\(getpid())-\(number)\(name[dot...].prefix(50))"
  }
}
