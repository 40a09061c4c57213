/// How the text of a value becomes a Swift value, and what is allowed.
public struct ValueType<Value: Sendable>: Sendable {
  /// What stands for such a value in a synopsis, unless the parameter has a better word.
  public let valueName: String
  /// The allowed values in words, if not every text is one.
  public let allowed: String?
  /// The only values there are, where these are few words.
  public let choices: [String]
  /// The value, or nil where the text is none that is allowed.
  public let parse: @Sendable (String) -> Value?
  /// A value as a person would type it.
  public let format: @Sendable (Value) -> String

  /// A type of one's own.
  public init(
    valueName: String, allowed: String? = nil, choices: [String] = [],
    parse: @escaping @Sendable (String) -> Value?,
    format: @escaping @Sendable (Value) -> String = { "\($0)" }
  ) {
    self.valueName = valueName
    self.allowed = allowed
    self.choices = choices
    self.parse = parse
    self.format = format
  }
}

extension ValueType where Value == String {
  /// Any text.
  public static var string: ValueType {
    ValueType(valueName: "text", parse: { $0 })
  }

  /// The name of a file or folder; `-` is one.
  public static var path: ValueType {
    ValueType(valueName: "path", allowed: "a name", parse: { $0.isEmpty ? nil : $0 })
  }

  /// One of a few words.
  public static func choice(_ words: [String]) -> ValueType {
    ValueType(
      valueName: words.joined(separator: "|"), choices: words,
      parse: { words.contains($0) ? $0 : nil })
  }
}

extension ValueType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases of an enumeration, by its raw value.
  public static func choice(of type: Value.Type) -> ValueType { choice(of: Array(type.allCases)) }

  /// One of some cases of an enumeration, by its raw value.
  public static func choice(of cases: [Value]) -> ValueType {
    let words = cases.map(\.rawValue)
    return ValueType(
      valueName: words.joined(separator: "|"), choices: words,
      parse: { word in cases.first { $0.rawValue == word } }, format: { $0.rawValue })
  }
}

extension ValueType where Value == Int {
  /// A whole number within bounds.
  public static func integer(in range: ClosedRange<Int> = .min ... .max) -> ValueType {
    let allowed =
      switch (range.lowerBound, range.upperBound) {
      case (.min, .max): "a whole number"
      case (let low, .max): "a whole number, \(low) or more"
      case (.min, let high): "a whole number, \(high) or less"
      case (let low, let high): "a whole number from \(low) to \(high)"
      }
    return ValueType(
      valueName: "number", allowed: allowed,
      parse: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } })
  }
}

extension ValueType where Value == UInt64 {
  /// The seed of a random generator.
  public static var seed: ValueType {
    ValueType(
      valueName: "number", allowed: "a whole number from 0 to \(UInt64.max)",
      parse: { UInt64($0) })
  }
}

extension ValueType where Value == Double {
  /// A finite number, bounds included.
  public static func number(
    in range: ClosedRange<Double> = -.infinity ... .infinity
  ) -> ValueType {
    let allowed =
      switch (range.lowerBound, range.upperBound) {
      case (-.infinity, .infinity): "a number"
      case (let low, .infinity): "a number, \(short(low)) or more"
      case (-.infinity, let high): "a number, \(short(high)) or less"
      case (let low, let high): "a number from \(short(low)) to \(short(high))"
      }
    return number(allowed: allowed) { range.contains($0) }
  }

  /// A finite number above one bound, the other included: 0 is no rate, 1 may be.
  public static func number(
    above low: Double, through high: Double = .infinity
  ) -> ValueType {
    let end = high == .infinity ? "" : " and at most \(short(high))"
    return number(allowed: "a number above \(short(low))\(end)") { $0 > low && $0 <= high }
  }

  private static func number(
    allowed: String, accepts: @escaping @Sendable (Double) -> Bool
  ) -> ValueType {
    ValueType(
      valueName: "number", allowed: allowed,
      parse: { text in Double(text).flatMap { $0.isFinite && accepts($0) ? $0 : nil } },
      format: { short($0) })
  }

  /// Without the ".0" that nobody types.
  private static func short(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
