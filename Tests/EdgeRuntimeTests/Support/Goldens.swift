import Foundation

/// Networks with inputs and the outputs that TensorFlow Lite Micro gives for them.
struct Golden {
  /// Of the `.tflite`, without suffix.
  let path: String
  /// Of the vectors, without what follows the name.
  let vectors: String

  var name: String { URL(filePath: path).lastPathComponent }
  var network: TFLiteFile { get throws { try TFLiteFile(contentsOf: path + ".tflite") } }
  /// Sample by sample.
  var inputs: [[Int]] { get throws { try Self.samples(vectors + "_input.npy") } }
  /// Sample by sample.
  var outputs: [[Int]] { get throws { try Self.samples(vectors + "_tflm_output.npy") } }

  /// The small networks of `Tests/Vectors/kernels`.
  static func small() throws -> [Golden] {
    let folder = packageRoot.appending(path: "Tests/Vectors/kernels").path
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".tflite") }.sorted()
      .map { name in
        let path = folder + "/" + name.dropLast(".tflite".count)
        return Golden(path: path, vectors: path)
      }
  }

  /// The larger networks beside the package, if they are there.
  static func sharedNetworks() -> [Golden] {
    let data =
      ProcessInfo.processInfo.environment["EDGEASD_DATA"]
      ?? packageRoot.appending(path: "../shared/data").path
    return [
      "tflite-golden/cae64_int8", "tflite-golden/cae64_16x8", "tflite-golden/fcae_int8",
      "tflite-golden/fcae_16x8", "mlperf-tiny/ad01_int8", "mlperf-tiny/kws_ref_model",
    ].map { network in
      let name = network.split(separator: "/")[1]
      return Golden(path: "\(data)/\(network)", vectors: "\(data)/tflite-golden/\(name)")
    }
    .filter { FileManager.default.fileExists(atPath: $0.path + ".tflite") }
  }

  private static var packageRoot: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
  }

  /// The int8 or int16 numbers of a `.npy` file, version 1, along its first axis.
  private static func samples(_ path: String) throws -> [[Int]] {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let end = 10 + (Int(bytes[8]) | Int(bytes[9]) << 8)
    let header = String(decoding: bytes[10..<end], as: UTF8.self)
    let data = bytes[end...]
    let numbers =
      header.contains("|i1")
      ? data.map { Int(Int8(bitPattern: $0)) }
      : stride(from: data.startIndex, to: data.endIndex, by: 2).map { index in
        Int(Int16(bitPattern: UInt16(data[index]) | UInt16(data[index + 1]) << 8))
      }
    let shape = header.split(separator: "(")[1]
    let count = Int(shape.prefix { $0.isNumber })!
    let size = numbers.count / count
    return (0..<count).map { Array(numbers[$0 * size..<($0 + 1) * size]) }
  }
}
