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
  ///
  /// - Parameter template: with the arguments in place of its `%` signs.
  @inline(never)
  mutating func message(
    _ template: StaticString, _ first: TextArgument, _ second: TextArgument
  ) {
    begin()
    output.text.append(template, first, second)
    output.endLine()
  }

  /// Writes a message with one argument.
  @inline(__always)
  mutating func message(_ template: StaticString, _ first: TextArgument) {
    message(template, first, .nothing)
  }

  /// Writes a message of several pieces.
  @inline(never)
  mutating func message(_ write: (inout TextBuffer) -> Void) {
    begin()
    write(&output.text)
    output.endLine()
  }

  private mutating func begin() {
    output.text.append(program)
    output.text.append(": ")
  }
}
