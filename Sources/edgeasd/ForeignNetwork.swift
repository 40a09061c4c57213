import FloatModels
import Interchange

/// A network in a file of another tool, whichever it is.
enum ForeignNetwork {
  case float(ImportedNetwork)
  case integer(ImportedIntegerNetwork)

  /// Reads a file by the kind that its name says.
  /// - Throws: `InterchangeError`; `UsageError`-like three lines for an unknown kind.
  init(_ path: String) throws {
    switch path.lowercased().split(separator: ".").last {
    case "tflite":
      let model = try TFLiteModel(contentsOf: path)
      self =
        try model.arithmetic() == .integer
        ? .integer(model.integerNetwork()) : .float(model.floatNetwork())
    case "onnx": self = .float(try ONNXFile.network(path))
    case "h5", "hdf5", "keras": self = .float(try KerasFile.network(path))
    default:
      throw InterchangeError(
        source: path,
        .unsupportedModel(
          found: "its name ends in none of .tflite, .onnx, .h5",
          remedy: "give the file its usual name, or export the model to one of these"))
    }
  }

  /// Elements of the network's input.
  var inputs: Int {
    switch self {
    case .float(let network): network.graph.input.count
    case .integer(let network): network.network.tensors.first?.count ?? 0
    }
  }

  /// Elements of its output.
  var outputs: Int {
    switch self {
    case .float(let network): (try? network.graph.shapes().last?.count) ?? 0
    case .integer(let network): network.network.tensors.last?.count ?? 0
    }
  }

  var notes: [String] {
    switch self {
    case .float(let network): network.notes
    case .integer(let network): network.notes
    }
  }

  var source: String {
    switch self {
    case .float(let network): network.source
    case .integer(let network): network.source
    }
  }
}
