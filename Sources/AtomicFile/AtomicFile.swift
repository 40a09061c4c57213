import Foundation

/// Writes a file completely or not at all.
///
/// The bytes go to a temporary file in the same folder, are brought to the disk (`fsync`), and only
/// then take the destination's name (`rename`); the folder is synchronised too. Whoever looks sees
/// the old file or the new one, after a crash or a power cut as well. A destination that is no
/// regular file (`/dev/null`, a pipe) is written to directly; a symbolic link is followed.
public enum AtomicFile {
  /// Writes bytes to `path`.
  public static func write(_ bytes: [UInt8], to path: String) throws(AtomicFileError) {
    var failure: AtomicFileError?
    bytes.withUnsafeBytes { buffer in
      do throws(AtomicFileError) {
        try write(buffer, to: path)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Writes text as UTF-8 to `path`.
  public static func write(_ text: String, to path: String) throws(AtomicFileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes the bytes of a buffer to `path`.
  public static func write(
    _ buffer: UnsafeRawBufferPointer, to path: String
  ) throws(AtomicFileError) {
    let file = try PendingFile(path: path)
    try file.append(buffer)
    try file.commit()
  }

  /// Lets `body` write a file by its name, as a library with functions of its own does, and then
  /// gives that file the name `path`. If `body` throws, the temporary file is removed.
  ///
  /// - Parameter body: takes the path of an empty file that exists already, in the destination's
  ///   folder and with the destination's extension.
  public static func write(to path: String, using body: (String) throws -> Void) throws {
    let file = try PendingFile(path: path)
    try body(file.temporaryPath)
    try file.commit()
  }
}
