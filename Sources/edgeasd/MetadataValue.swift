import CommandLineInterface
import Foundation

/// JSON as Foundation reads it, turned into JSON as it is written here, with sorted keys.
struct MetadataValue {
  private let value: Any?

  init(_ value: Any?) { self.value = value }

  var json: JSONValue {
    switch value {
    case let text as String: return .string(text)
    case let list as [Any]: return .array(list.map { MetadataValue($0).json })
    case let object as [String: Any]:
      return .object(
        object.keys.sorted().map { .init($0, MetadataValue(object[$0]).json) })
    case let number as NSNumber:
      if Self.isBoolean(number) { return .bool(number.boolValue) }
      let double = number.doubleValue
      return double == double.rounded() && abs(double) < 0x1p53
        ? .integer(Int(double)) : .number(double)
    default: return .null
    }
  }

  private static func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c"
  }
}
