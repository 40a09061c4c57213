import Foundation
import Interchange
import SeededRandom
import Testing

@Suite("ONNXFile: hostile files")
struct ONNXHostileTests {
  static func golden(_ name: String) throws -> [UInt8] {
    let golden = try #require(ONNXGoldenTests.goldens.first { $0.path.hasSuffix("/\(name).onnx") })
    return [UInt8](try Data(contentsOf: URL(filePath: golden.path)))
  }

  @Test("every truncation is refused or another model, never a crash", arguments: ["branches"])
  func truncations(_ name: String) throws {
    let bytes = try Self.golden(name)
    for length in 0..<bytes.count { _ = try? ONNXFile.network(bytes: Array(bytes[..<length])) }
  }

  @Test(
    "changed bytes are refused or another model, never a crash",
    arguments: ["computed_shape", "decoder_from_dense", "pools", "element_types"])
  func changedBytes(_ name: String) throws {
    let bytes = try Self.golden(name)
    var random = SeededGenerator(seed: 7, stream: name)
    for _ in 0..<2000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        changed[place] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? ONNXFile.network(bytes: changed)
    }
  }

  @Test("sizes that no file can bear out are refused before memory is asked for")
  func hugeSizes() throws {
    let huge = [1 << 40, Int.max, -1, 1 << 31]
    for size in huge {
      var model = ONNXBytes()
      model.tensor("w", [4, size], raw: [0, 0, 0, 0])
      model.node("Gemm", ["x", "w"])
      #expect(try #require(ONNXRefusalTests.refusal(of: model)).contains("tensor w"))
      model = ONNXBytes()
      model.integers("s", [size])
      model.node("ConstantOfShape", ["s"], "c")
      model.node("Add", ["x", "c"])
      #expect(ONNXRefusalTests.refusal(of: model) != nil)
      model = ONNXBytes(input: [nil, 1, 4, 4])
      model.node("MaxPool", ["x"], "y", ["kernel_shape": .integers([size, 1])])
      #expect(ONNXRefusalTests.refusal(of: model) != nil)
      model = ONNXBytes(input: [nil, size])
      model.node("Relu", ["x"])
      #expect(ONNXRefusalTests.refusal(of: model) != nil)
    }
  }

  @Test("constants that double with each operator come to an end")
  func doublingConstants() throws {
    var model = ONNXBytes()
    model.floats("c0", [4], [1, 2, 3, 4])
    for index in 0..<60 {
      model.node("Concat", ["c\(index)", "c\(index)"], "c\(index + 1)", ["axis": .integer(0)])
    }
    model.node("Add", ["x", "c60"])
    #expect(ONNXRefusalTests.refusal(of: model) != nil)
  }

  @Test("an attribute that holds a graph is passed over, however deep")
  func nestedGraphs() throws {
    // Field 6 of an attribute is a graph, whose field 1 is a node, whose field 5 is an attribute.
    var inner: [UInt8] = []
    for _ in 0..<10_000 {
      var graph = ONNXBytes.Message()
      graph.data(1, inner)
      var attribute = ONNXBytes.Message()
      attribute.data(6, graph.bytes)
      var node = ONNXBytes.Message()
      node.data(5, attribute.bytes)
      inner = node.bytes
    }
    var graph = ONNXBytes.Message()
    graph.data(1, inner)
    var model = ONNXBytes.Message()
    model.data(7, graph.bytes)
    #expect(ONNXRefusalTests.refusal(of: model.bytes) != nil)
  }

  @Test("two bytes that ask for a message each do not take the memory")
  func emptyMessages() throws {
    // Field 1 of a graph, no bytes long.
    let graph = [UInt8](unsafeUninitializedCapacity: 1 << 22) { bytes, count in
      for index in bytes.indices { bytes[index] = index % 2 == 0 ? 10 : 0 }
      count = bytes.count
    }
    var model = ONNXBytes.Message()
    model.data(7, graph)
    #expect(try #require(ONNXRefusalTests.refusal(of: model.bytes)).contains("protocol buffer"))
  }

  @Test(
    "arrays beside the model are looked for in its folder alone",
    arguments: ["../secret", "/etc/passwd", "a/b", "..", ".", ""])
  func pathsOfExternalData(_ location: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var model = ONNXBytes()
    model.tensor("w", [4, 1]) { tensor in
      for (key, value) in [("location", location), ("length", "16")] {
        var entry = ONNXBytes.Message()
        entry.text(1, key)
        entry.text(2, value)
        tensor.data(13, entry.bytes)
      }
      tensor.number(14, 1)
    }
    model.node("Gemm", ["x", "w"])
    let path = folder.appending(path: "m.onnx").path
    try Data(model.bytes).write(to: URL(filePath: path))
    let error = #expect(throws: InterchangeError.self) { try ONNXFile.network(path) }
    #expect(error?.description.contains("in the same folder") == true)
  }
}
