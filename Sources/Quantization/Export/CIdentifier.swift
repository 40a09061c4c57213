/// A name that C99 and C++ accept for a variable of a program.
public struct CIdentifier: Sendable, Equatable, CustomStringConvertible {
  /// The name.
  public let description: String

  /// Nil for what is none: letters of ASCII, digits and single underscores (C++ keeps double ones
  /// for itself), a letter first, no underscore last, no keyword of either language.
  public init?(_ text: String) {
    guard let first = text.unicodeScalars.first, Self.isLetter(first),
      text.unicodeScalars.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || $0 == "_" }),
      !text.contains("__"), text.last != "_", !Self.keywords.contains(text)
    else { return nil }
    description = text
  }

  /// The name for a model of a file: `fan_model` of `parts/fan.easd`, `model_7_model` of `7.easd`.
  public init(ofFile path: String) {
    let file = path.split(separator: "/").last ?? ""
    let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file
    var name = ""
    for scalar in stem.unicodeScalars {
      if Self.isLetter(scalar) || Self.isDigit(scalar) {
        name.unicodeScalars.append(scalar)
      } else if name.last != "_" {
        name += "_"
      }
    }
    name = String(name.drop { $0 == "_" })
    if name.last == "_" { name.removeLast() }
    if let first = name.unicodeScalars.first, Self.isDigit(first) { name = "model_" + name }
    description = name.isEmpty ? "model" : name + "_model"
  }

  /// The same in capitals, as names of the preprocessor are.
  public var capitals: String { description.uppercased() }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// Of C23 and C++23. Sources: ISO/IEC 9899:2024, 6.4.1; ISO/IEC 14882:2024, 5.11 and 5.5.
  private static let keywords: Set<String> = [
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
    "case", "catch", "char", "char8_t", "char16_t", "char32_t", "class", "co_await", "co_return",
    "co_yield", "compl", "concept", "const", "const_cast", "consteval", "constexpr", "constinit",
    "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline",
    "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
    "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
    "requires", "restrict", "return", "short", "signed", "sizeof", "static", "static_assert",
    "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true", "try",
    "typedef", "typeid", "typename", "typeof", "typeof_unqual", "union", "unsigned", "using",
    "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
  ]
}
