import Foundation

/// A value of a model's configuration: JSON, whose keys and types depend on the class of a layer and
/// the version of Keras.
enum KerasValue {
  case null
  /// False and true are 0 and 1.
  case number(Double)
  case text(String)
  case list([KerasValue])
  case table([String: KerasValue])

  /// Nil where the text is not valid JSON.
  init?(json text: String) {
    guard let value = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else { return nil }
    self.init(value)
  }

  private init(_ value: Any) {
    switch value {
    case let text as String: self = .text(text)
    case let number as NSNumber: self = .number(number.doubleValue)
    case let list as [Any]: self = .list(list.map(KerasValue.init))
    case let table as [String: Any]: self = .table(table.mapValues(KerasValue.init))
    default: self = .null
    }
  }

  /// Nil for what is no table, or has no such key.
  subscript(key: String) -> KerasValue? {
    guard case .table(let table) = self else { return nil }
    return table[key]
  }

  var text: String? { if case .text(let value) = self { value } else { nil } }
  var boolean: Bool? { number.map { $0 != 0 } }
  var list: [KerasValue]? { if case .list(let value) = self { value } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var isNull: Bool { if case .null = self { true } else { false } }

  /// A whole number; larger ones than any size of a network are none.
  var integer: Int? {
    number.flatMap { $0.magnitude <= 0x1p30 ? Int(exactly: $0) : nil }
  }

  /// A list of whole numbers; a number alone is a list of one.
  var integers: [Int]? {
    if let integer { return [integer] }
    guard let list else { return nil }
    let integers = list.compactMap(\.integer)
    return integers.count == list.count ? integers : nil
  }
}
