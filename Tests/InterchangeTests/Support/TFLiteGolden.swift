import Foundation

/// A `.tflite` file with inputs and the outputs that another runtime gives for them.
struct TFLiteGolden: CustomStringConvertible, Sendable {
  /// Of the files, without what tells them apart.
  let path: String
  /// Whose outputs they are: `tflm` or `litert`.
  let runtime: String

  var description: String { URL(filePath: path).lastPathComponent }
  var file: String { path + ".tflite" }
  var inputs: NumpyArray { get throws { try NumpyArray(contentsOf: path + "_input.npy") } }
  var outputs: NumpyArray {
    get throws { try NumpyArray(contentsOf: "\(path)_\(runtime)_output.npy") }
  }

  /// Single integer operators, with TensorFlow Lite Micro's outputs.
  static var kernels: [TFLiteGolden] { all(in: vectors("kernels"), of: "tflm") }

  /// Whole integer networks as a converter writes them.
  static var integerNetworks: [TFLiteGolden] {
    all(in: vectors("tflite"), of: "tflm")
      + all(in: vectors("tflite"), of: "litert").filter { $0.description.hasSuffix("_int8") }
  }

  /// Whole float networks as a converter writes them.
  static var floatNetworks: [TFLiteGolden] {
    all(in: vectors("tflite"), of: "litert").filter { $0.description.contains("_float") }
  }

  /// The larger networks beside the package, if they are there.
  static var sharedNetworks: [TFLiteGolden] {
    let data =
      ProcessInfo.processInfo.environment["EDGEASD_DATA"]
      ?? packageRoot.appending(path: "../shared/data").path
    return all(in: "\(data)/tflite-golden", of: "tflm")
  }

  /// A file of this package's vectors.
  static func vector(_ name: String) -> String { "\(vectors("tflite"))/\(name).tflite" }

  private static func vectors(_ folder: String) -> String {
    packageRoot.appending(path: "Tests/Vectors/\(folder)").path
  }

  private static func all(in folder: String, of runtime: String) -> [TFLiteGolden] {
    let suffix = "_\(runtime)_output.npy"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(suffix) }.sorted()
      .map { TFLiteGolden(path: "\(folder)/\($0.dropLast(suffix.count))", runtime: runtime) }
      .filter { FileManager.default.fileExists(atPath: $0.file) }
  }

  private static var packageRoot: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
  }
}
