import Foundation

/// A value of a model's configuration: JSON, whose keys and types depend on the class of a layer and
/// the version of Keras.
enum KerasValue: Decodable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([KerasValue])
  case table([String: KerasValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([KerasValue].self) {
      self = .list(value)
    } else {
      self = .table(try container.decode([String: KerasValue].self))
    }
  }

  /// Nil for what is no table, or has no such key.
  subscript(key: String) -> KerasValue? {
    guard case .table(let table) = self else { return nil }
    return table[key]
  }

  var text: String? { if case .text(let value) = self { value } else { nil } }
  var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
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
