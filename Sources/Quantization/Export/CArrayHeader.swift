import EdgeRuntime

/// A model file as a header for C99 and C++: one array, aligned as the device reads it, its length,
/// and what it is as a comment. Same model and names → same bytes.
public struct CArrayHeader {
  private let model: Model
  private let symbol: CIdentifier
  private let fileName: String
  private let toolVersion: String

  /// - Parameters:
  ///   - model: a checked model.
  ///   - symbol: name of the array; that of its length ends in `_length`.
  ///   - fileName: of the model, for the comment.
  public init(_ model: Model, symbol: CIdentifier, fileName: String, toolVersion: String) {
    self.model = model
    self.symbol = symbol
    self.fileName = fileName
    self.toolVersion = toolVersion
  }

  /// The header's bytes.
  public var bytes: [UInt8] {
    let guardName = "\(symbol.capitals)_H"
    let opening = """
      \(comment)
      #ifndef \(guardName)
      #define \(guardName)

      #include <stddef.h>

      \(alignment)

      \(alignedName) static const unsigned char \(symbol)[\(model.bytes.count)] = {

      """
    let closing = """
      };
      static const size_t \(symbol)_length = sizeof \(symbol);

      #undef \(alignedName)

      #endif

      """
    return Array(opening.utf8) + Self.rows(model.bytes) + Array(closing.utf8)
  }

  private var alignedName: String { "\(symbol.capitals)_ALIGNED" }

  /// Each language and compiler says it in its own way.
  private var alignment: String {
    let bytes = ModelFile.alignment
    return """
      #if defined(__cplusplus) && __cplusplus >= 201103L
      #define \(alignedName) alignas(\(bytes))
      #elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
      #define \(alignedName) _Alignas(\(bytes))
      #elif defined(__GNUC__) || defined(__ARMCC_VERSION) || defined(__ICCARM__)
      #define \(alignedName) __attribute__((aligned(\(bytes))))
      #elif defined(_MSC_VER)
      #define \(alignedName) __declspec(align(\(bytes)))
      #else
      #error "say here how this compiler aligns a variable to \(bytes) bytes"
      #endif
      """
  }

  private var comment: String {
    let contents = ModelContents(reading: model)
    let figures = ModelFigures(model)
    let isDetector = model.isDetector
    var lines = [
      "\(fileName) as a C array, by edgeasd \(toolVersion).", "",
      "sha256   \(figures.sha256)", "         of the array, as sha256sum prints it of the file",
      "size     \(figures.fileBytes) bytes",
      isDetector
        ? "memory   \(model.arenaBytes(namingBands: true)) bytes and those of a detector of edgeasd.h"
        : "memory   \(figures.networkBytes) bytes, for a bare network",
      "input    \(Self.text(model.network(0).tensor(0)))",
    ]
    for (index, network) in contents.networks.enumerated() {
      lines.append(contents.networks.count == 1 ? "layers" : "layers of network \(index + 1)")
      for number in network.layers.indices {
        lines.append("  " + Self.text(LayerSummary(network, layer: number)))
      }
    }
    lines += ["", "Include it in one file of a program: each that does has an array of its own."]
    return CComment.text(lines)
  }

  private static func text(_ tensor: IntegerTensor) -> String {
    "\(tensor.height) x \(tensor.width) x \(tensor.channels), "
      + "\(tensor.elementType == .int8 ? "int8" : "int16")"
  }

  private static func text(_ layer: LayerSummary) -> String {
    let shape = layer.outputShape.map(String.init).joined(separator: " x ")
    let weights = layer.weightBits.map { ", \($0)-bit weights" } ?? ""
    return "\(layer.name): \(layer.kind), \(shape)\(weights), \(layer.bytes) bytes"
  }

  /// Twelve bytes a line.
  private static func rows(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 6 + bytes.count / 4)
    for (index, byte) in bytes.enumerated() {
      text += index % 12 == 0 ? [0x20, 0x20] : [0x20]
      text += [0x30, 0x78, digits[Int(byte >> 4)], digits[Int(byte & 15)], 0x2C]
      if index % 12 == 11 || index == bytes.count - 1 { text.append(0x0A) }
    }
    return text
  }
}
