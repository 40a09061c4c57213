import CSystemCalls
import EdgeRuntime

/// What a `%` in a template stands for.
enum TextArgument {
  case nothing
  case number(Int64)
  /// A text of C.
  case text(ListenOptions.Text)
  /// A path as a word that a POSIX shell reads as exactly these bytes.
  case quoted(ListenOptions.Text)
  /// What an error's number, negative or not, means.
  case error(Int32)

  static func number(_ value: Int) -> TextArgument { .number(Int64(value)) }
}

extension TextBuffer {
  /// Appends a template, with the arguments in place of its `%` signs.
  ///
  /// One call instead of one a piece: most of what a small program says is such calls.
  @inline(never)
  mutating func append(
    _ template: StaticString, _ first: TextArgument, _ second: TextArgument
  ) {
    var next = first
    for index in 0..<template.utf8CodeUnitCount {
      let byte = template.utf8Start[index]
      if byte == UInt8(ascii: "%") {
        append(next)
        next = second
      } else {
        append(byte: byte)
      }
    }
  }

  /// Appends a template with one argument. (No default: that is a call too.)
  @inline(__always)
  mutating func append(_ template: StaticString, _ first: TextArgument) {
    append(template, first, .nothing)
  }

  private mutating func append(_ argument: TextArgument) {
    switch argument {
    case .nothing: break
    case .number(let value): append(decimal: value)
    case .text(let text): append(terminated: text)
    case .error(let error): append(terminated: system_error_text(error))
    case .quoted(let path): append(quoted: path)
    }
  }

  private mutating func append(quoted path: ListenOptions.Text) {
    append(byte: UInt8(ascii: "'"))
    var index = 0
    while path[index] != 0 {
      let byte = UInt8(bitPattern: path[index])
      if byte == UInt8(ascii: "'") { append("'\\'") }
      append(byte: byte)
      index &+= 1
    }
    append(byte: UInt8(ascii: "'"))
  }

  /// Appends entry `index`, from 0, of a list: `one|two|three`. (A switch over literals costs five
  /// instructions an entry.)
  @inline(never)
  mutating func append(entry index: UInt8, of list: StaticString) {
    var skipped: UInt8 = 0
    for position in 0..<list.utf8CodeUnitCount {
      let byte = list.utf8Start[position]
      if byte == UInt8(ascii: "|") {
        skipped &+= 1
      } else if skipped == index {
        append(byte: byte)
      }
    }
  }
}
