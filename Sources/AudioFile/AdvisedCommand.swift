/// Commands that a message advises, ready to be pasted into a shell.
func resampling(_ path: String, to rate: Int) -> String {
  let output = renamed(path, suffix: "_\(rate)")
  return "sox \(shellQuoted(path)) -r \(rate) \(shellQuoted(output))"
    + "  (or: ffmpeg -i \(shellQuoted(path)) -ar \(rate) \(shellQuoted(output)))"
}

func conversion(_ path: String, _ options: String) -> String {
  "ffmpeg -i \(shellQuoted(path)) \(options) \(shellQuoted(renamed(path, suffix: "_pcm")))"
}

/// `a/b.flac` → `a/b<suffix>.wav`.
func renamed(_ path: String, suffix: String) -> String {
  let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
  let dot = path[nameStart...].dropFirst().lastIndex(of: ".") ?? path.endIndex
  return path[..<dot] + suffix + ".wav"
}

func shellQuoted(_ path: String) -> String {
  let plain = path.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ","), UInt8(ascii: "+"):
      true
    default: false
    }
  }
  return plain
    ? path
    : "'"
      + path.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
}
