import FloatModels
import Foundation
import Interchange
import Testing

/// A float network in a file of another tool, with inputs and the outputs that the tool gives.
struct FloatGolden: CustomTestStringConvertible, Sendable {
  /// With its ending.
  let path: String

  var testDescription: String { URL(filePath: path).lastPathComponent }

  /// The files of `Tests/Vectors/FOLDER` with an ending.
  static func all(in folder: String, _ ending: String) -> [FloatGolden] {
    let folder = packageRoot.appending(path: "Tests/Vectors/\(folder)").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted()
      .map { FloatGolden(path: "\(folder)/\($0)") }
  }

  /// A file of the data beside the package; nil where they are not there.
  static func shared(_ name: String) -> String? {
    let data =
      ProcessInfo.processInfo.environment["EDGEASD_DATA"]
      ?? packageRoot.appending(path: "../shared/data").path
    return FileManager.default.fileExists(atPath: "\(data)/\(name)") ? "\(data)/\(name)" : nil
  }

  /// Largest difference of the imported network's outputs from the other tool's.
  func difference(_ imported: ImportedNetwork) throws -> Float {
    let stem = (path as NSString).deletingPathExtension
    let input = try FloatArray(contentsOf: stem + "_input.npy")
    let output = try FloatArray(contentsOf: stem + "_output.npy")
    func isMoved(_ name: String) -> Bool {
      imported.notes.contains { $0.hasPrefix("the \(name)") && $0.contains("NHWC") }
    }
    let network = try Network(imported.graph)
    let result = network.forward(
      isMoved("input") ? input.withChannelsLast : input.values, batch: input.shape[0])
    let expected = isMoved("output") ? output.withChannelsLast : output.values
    guard result.count == expected.count else { return .infinity }
    return zip(result, expected).map { abs($0 - $1) }.max() ?? .infinity
  }

  private static var packageRoot: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
  }
}

/// A `.npy` file of float32, version 1, in C order.
struct FloatArray {
  let shape: [Int]
  let values: [Float]

  init(contentsOf path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    let axes = header.split(separator: "(")[1].split(separator: ")")[0]
    shape = axes.split(separator: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    values = bytes.withUnsafeBytes { bytes in
      stride(from: start, to: bytes.count, by: 4).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: Float.self)
      }
    }
  }

  /// From `N × C × …` to `N × … × C`.
  var withChannelsLast: [Float] {
    let rest = shape[2...].reduce(1, *)
    return (0..<shape[0]).flatMap { sample in
      (0..<rest).flatMap { place in
        (0..<shape[1]).map { values[(sample * shape[1] + $0) * rest + place] }
      }
    }
  }
}
