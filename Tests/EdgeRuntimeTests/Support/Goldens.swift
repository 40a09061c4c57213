import Foundation

/// Networks with inputs and the outputs that TensorFlow Lite Micro gives for them.
struct Golden {
  /// Of the `.tflite`, without suffix.
  let path: String

  var name: String { URL(filePath: path).lastPathComponent }
  var network: TFLiteFile { get throws { try TFLiteFile(contentsOf: path + ".tflite") } }
  var inputs: [Int8] { get throws { try Self.numbers(path + "_input.npy") } }
  var outputs: [Int8] { get throws { try Self.numbers(path + "_tflm_output.npy") } }

  /// Those of `Tests/Vectors/kernels` that are single layers of the kinds there are.
  static func layers() throws -> [Golden] {
    let folder = packageRoot.appending(path: "Tests/Vectors/kernels").path
    return [
      "conv_1x1", "conv_2x4_valid", "conv_3x3_s2", "conv_5x3_s3_one_channel", "fc_17x5",
      "fc_64x33_relu", "tconv_2x2_s2_valid", "tconv_3x3_s1", "tconv_3x3_s2", "tconv_5x4_s3",
    ].map { Golden(path: folder + "/" + $0) }
  }

  /// The larger networks beside the package, if they are there.
  static func sharedNetworks() -> [Golden] {
    let data =
      ProcessInfo.processInfo.environment["EDGEASD_DATA"]
      ?? packageRoot.appending(path: "../shared/data").path
    return ["cae64_int8", "fcae_int8"].map { Golden(path: "\(data)/tflite-golden/\($0)") }
      .filter { FileManager.default.fileExists(atPath: $0.path + ".tflite") }
  }

  private static var packageRoot: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
  }

  /// The int8 numbers of a `.npy` file, version 1.
  private static func numbers(_ path: String) throws -> [Int8] {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let header = Int(bytes[8]) | Int(bytes[9]) << 8
    return bytes[(10 + header)...].map { Int8(bitPattern: $0) }
  }
}
