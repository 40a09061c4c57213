import CSystemCalls
import EdgeRuntime

/// What a person is told, on standard error.
struct Log: ~Copyable {
  private var output: LineOutput
  private let program: StaticString

  /// - Parameters:
  ///   - descriptor: where it goes; nobody can be told that standard error does not work.
  ///   - memory: room for a message; what is longer is cut.
  init(
    program: StaticString, descriptor: Int32 = 2, memory: UnsafeMutablePointer<UInt8>,
    capacity: Int
  ) {
    self.program = program
    output = LineOutput(descriptor: descriptor, memory: memory, capacity: capacity)
  }

  /// Writes a message: what happened, and in errors two more lines, where and what to do.
  mutating func message(_ write: (inout TextBuffer) -> Void) {
    output.text.append(program)
    output.text.append(": ")
    write(&output.text)
    output.endLine()
  }
}

extension TextBuffer {
  /// Appends what an error's number, negative or not, means.
  mutating func append(systemError error: Int32) {
    append(terminated: system_error_text(error))
  }
}
