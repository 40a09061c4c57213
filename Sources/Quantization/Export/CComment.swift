/// A comment of C, out of lines that may hold anything.
enum CComment {
  /// Whatever a compiler or an editor could take for something else, the end of the comment above
  /// all, is written in another way: `×` as `x`, `*/` as `* /`, all that is not ASCII as `?`.
  static func text(_ lines: [String]) -> String {
    let rows = lines.map { line in
      let plain = plain(line)
      return plain.isEmpty ? " *" : " * " + plain
    }
    return (["/*"] + rows + [" */"]).joined(separator: "\n")
  }

  private static func plain(_ line: String) -> String {
    var text = ""
    for scalar in line.unicodeScalars {
      let isPrintable = scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F
      let next = scalar == "×" ? "x" : isPrintable ? scalar : "?"
      let isMark = text.last == "*" && next == "/" || text.last == "/" && next == "*"
      if isMark { text += " " }
      text.unicodeScalars.append(next)
    }
    // A line's end in a comment is nothing, but some compilers warn of a backslash before it.
    return text.last == "\\" ? text + "." : text
  }
}
