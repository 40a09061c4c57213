import CommandLineInterface
import Foundation
import Quantization

/// A model's layers as rows of text and as JSON.
enum LayerTable {
  /// One line a layer.
  static func text(_ layers: [LayerSummary], _ style: Style) -> String {
    var table = TextTable([.left, .left, .right, .right, .right, .right, .right])
    table.add(
      ["layer", "operation", "output", "bits", "bytes", "MACs", "range"].map(style.dim))
    for layer in layers {
      table.add([
        layer.name, layer.kind, shape(layer.outputShape), LossTable.bits(layer),
        Figures.count(layer.bytes), Figures.count(layer.multiplications), range(layer.range),
      ])
    }
    return table.description
  }

  /// A vector as its length.
  static func shape(_ shape: [Int]) -> String {
    let sizes = shape.dropLast().allSatisfy { $0 == 1 } ? Array(shape.suffix(1)) : shape
    return sizes.map(String.init).joined(separator: "×")
  }

  static func range(_ range: ActivationRange) -> String {
    "\(Figures.signed(range.minimum)) … \(Figures.signed(range.maximum))"
  }

  /// An object a layer.
  static func json(_ layers: [LayerSummary]) -> JSONValue {
    .array(
      layers.map { layer in
        .object([
          .init("name", .string(layer.name)), .init("operation", .string(layer.kind)),
          .init("output", .array(layer.outputShape.map { .integer($0) })),
          .init("activation_bits", .integer(layer.elementType == .int8 ? 8 : 16)),
          .init("weight_bits", layer.weightBits.map { .integer($0) } ?? .null),
          .init("bytes", .integer(layer.bytes)), .init("macs", .integer(layer.multiplications)),
          .init("range", json(layer.range)),
        ])
      })
  }

  static func json(_ range: ActivationRange) -> JSONValue {
    [.number(Double(range.minimum)), .number(Double(range.maximum))]
  }
}

/// Numbers as a person reads them.
enum Figures {
  /// `17,100,288`
  static func count(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `768 bytes`, `48.0 KiB`
  static func bytes(_ value: Int) -> String {
    value < 10 * 1024
      ? "\(count(value)) bytes"
      : String(format: "%@ bytes (%.1f KiB)", count(value), Double(value) / 1024)
  }

  /// Three significant digits with a minus sign.
  static func signed(_ value: Float) -> String {
    // Adding 0 takes the sign off a negative zero.
    String(format: "%.3g", value + 0)
  }

  /// A score in dB².
  static func score(q24: Int64) -> String { String(format: "%.4g", Double(q24) / 0x1p24) }
}
