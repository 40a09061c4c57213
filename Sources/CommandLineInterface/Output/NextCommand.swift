/// The command that a person is likely to want next, ready to be copied into a shell.
public struct NextCommand: CustomStringConvertible, Sendable {
  /// The command line, quoted where needed.
  public let line: String

  /// The command of these words.
  public init(_ words: String...) {
    line = words.map(Self.quoted).joined(separator: " ")
  }

  /// `next:  edgeasd inspect fan.easd`
  public var description: String { "next:  \(line)" }

  /// A word as a POSIX shell must read it to see exactly these characters.
  public static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "-_./:=,+@%".unicodeScalars.contains(scalar)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
