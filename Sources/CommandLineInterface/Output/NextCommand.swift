/// The command that a person is likely to want next, ready to be copied into a shell.
///
/// Who calls a program by a path, as from the folder where it was built, is told its companions by
/// the same path.
public struct NextCommand: CustomStringConvertible, Sendable {
  private static let programs: Set = ["edgeasd", "firmware-sim"]

  /// The command line, quoted where needed.
  public let line: String

  /// The command of these words.
  public init(_ words: String...) {
    self.init(words)
  }

  /// The command of these words.
  public init(_ words: [String]) {
    self.init(words, calledAs: CommandLine.arguments.first ?? "")
  }

  init(_ words: [String], calledAs own: String) {
    var words = words
    let folder = own.lastIndex(of: "/").map { own[...$0] }
    let name = own.suffix(own.count - (folder?.count ?? 0))
    if let folder, Self.programs.contains(String(name)), Self.programs.contains(words[0]) {
      words[0] = folder + words[0]
    }
    line = words.map(Self.quoted).joined(separator: " ")
  }

  /// `next:  edgeasd inspect fan.easd`
  public var description: String { "next:  \(line)" }

  /// A file or folder as a word that no command takes for an option: `-a` becomes `./-a`.
  public static func file(_ path: String) -> String {
    path.hasPrefix("-") ? "./" + path : path
  }

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
