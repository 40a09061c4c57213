import Foundation
import Interchange
import SeededRandom
import Testing

@Suite("KerasFile: hostile files")
struct KerasHostileTests {
  static let records = KerasRecords.sequential(
    input: "4", "Dense", KerasRefusalTests.dense, arrays: KerasRefusalTests.denseArrays)

  @Test("records that break off are refused")
  func truncations() {
    for length in 0..<Self.records.count {
      #expect(throws: InterchangeError.self) {
        try KerasFile.network(records: Array(Self.records[..<length]))
      }
    }
    #expect(throws: InterchangeError.self) { try KerasFile.network(records: Self.records + [0]) }
  }

  @Test("changed records are refused or another model, never a crash")
  func changedRecords() {
    var random = SeededGenerator(seed: 3, stream: "records")
    for _ in 0..<2000 {
      var changed = Self.records
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: changed.indices, using: &random)
        changed[place] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? KerasFile.network(records: changed)
    }
  }

  @Test("a configuration of brackets alone, however deep, is refused")
  func deepConfiguration() {
    for depth in [100, 1000, 100_000] {
      let config = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      #expect(throws: InterchangeError.self) {
        try KerasFile.network(records: KerasRecords.model(config))
      }
      let tables = String(repeating: #"{"config":"#, count: depth) + "0"
      #expect(throws: InterchangeError.self) {
        try KerasFile.network(
          records: KerasRecords.model(tables + String(repeating: "}", count: depth)))
      }
    }
  }

  @Test("models within models come to an end")
  func deepModels() {
    var config = #"{"class_name": "ReLU", "config": {}}"#
    for _ in 0..<40 {
      config = #"{"class_name": "Sequential", "config": {"layers": [\#(config)]}}"#
    }
    #expect(throws: InterchangeError.self) {
      try KerasFile.network(records: KerasRecords.model(config))
    }
  }

  @Test("layers of many channels do not take memory that the file does not bear out")
  func hugeLayers() {
    let config =
      #""kernel_size": 1, "filters": 65536, "depth_multiplier": 65536, "use_bias": false"#
    for kind in ["SeparableConv2D", "DepthwiseConv2D", "Conv2D", "Conv2DTranspose"] {
      #expect(throws: InterchangeError.self) {
        try KerasFile.network(
          records: KerasRecords.sequential(input: "1, 1, 65536", kind, config))
      }
    }
  }

  @Test(
    "a damaged file ends the reading process at worst",
    arguments: ["keras2_nested", "keras3_nested"])
  func damagedFiles(_ name: String) throws {
    let golden = try #require(KerasGoldenTests.goldens.first { $0.path.hasSuffix("/\(name).h5") })
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: golden.path)))
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).h5").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var random = SeededGenerator(seed: 5, stream: name)
    for _ in 0..<60 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        // After the signature, which would end it at once.
        let place = Int.random(in: 8..<bytes.count, using: &random)
        changed[place] =
          Bool.random(using: &random) ? 255 : UInt8.random(in: 0...255, using: &random)
      }
      let length =
        Bool.random(using: &random) ? bytes.count : Int.random(in: 8..<bytes.count, using: &random)
      try Data(changed[..<length]).write(to: URL(filePath: path))
      _ = try? KerasFile.network(path)
    }
    try Data(bytes).write(to: URL(filePath: path))
    #expect(throws: Never.self) { try KerasFile.network(path) }
  }
}
