import EdgeRuntime
import Foundation

@testable import Listening

/// What is written into a buffer of `capacity` bytes.
func written(capacity: Int = 1024, _ write: (inout TextBuffer) -> Void) -> String {
  let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
  defer { memory.deallocate() }
  var text = TextBuffer(memory, capacity: capacity)
  write(&text)
  return String(decoding: text.bytes, as: UTF8.self)
}

/// A file that is gone when the test is over.
final class ScratchFile {
  let path = NSTemporaryDirectory() + "listening-\(UUID().uuidString)"

  init(_ bytes: [UInt8] = []) {
    _ = FileManager.default.createFile(atPath: path, contents: Data(bytes))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

  /// A descriptor at its start, which the caller or what it is given to closes.
  func open(_ mode: Int32 = O_RDONLY) -> Int32 { Foundation.open(path, mode) }
}
