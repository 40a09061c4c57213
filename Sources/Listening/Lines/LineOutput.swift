import CSystemCalls
import EdgeRuntime

/// Writes lines to a stream, each with one call, so that no reader ever sees half of one.
struct LineOutput: ~Copyable {
  /// The line being put together.
  var text: TextBuffer
  private let descriptor: Int32
  /// The error that ended the stream, a negative number; 0 while it works.
  private(set) var error: Int32 = 0

  /// - Parameter memory: room for a line, end of line included.
  init(descriptor: Int32, memory: UnsafeMutablePointer<UInt8>, capacity: Int) {
    self.descriptor = descriptor
    text = TextBuffer(memory, capacity: capacity)
  }

  /// Whether the stream's reader has gone.
  var isReaderGone: Bool { error == system_broken_pipe() }

  /// Ends the line and writes it; after an error, nothing is written any more.
  mutating func endLine() {
    text.append(byte: UInt8(ascii: "\n"))
    if error == 0 {
      error = system_write(descriptor, text.bytes.baseAddress, text.count)
    }
    text.clear()
  }
}
