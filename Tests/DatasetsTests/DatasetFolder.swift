import AudioFile
import Foundation

@testable import Datasets

/// A folder of a test's own, removed when the test ends.
final class DatasetFolder {
  let path = NSTemporaryDirectory() + "datasets-\(UUID().uuidString)"

  init(_ files: [String] = []) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for file in files { try add(file) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// An empty file or one of these bytes, in folders that are made.
  @discardableResult
  func add(_ file: String, _ bytes: [UInt8] = []) throws -> String {
    let full = path + "/" + file
    let folder = (full as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: full))
    return full
  }

  func addSound(_ file: String, _ samples: [Int16], rate: Int = 16_000) throws {
    try AudioFile.write(PCM(samples: samples, rate: rate), to: add(file))
  }

  func addFeatures(_ file: String, _ array: NumpyArray) throws {
    try NumpyFile.write(array, to: add(file))
  }

  func scan() throws -> Dataset { try DatasetLayout.scan(path) }
}

/// Seeded noise of full scale.
func noise(_ count: Int, seed: UInt64 = 1) -> [Int16] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int16(truncatingIfNeeded: state >> 40)
  }
}
