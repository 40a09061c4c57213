import EdgeRuntime
import Testing

@testable import Quantization

/// One number of the tiny model replaced, and the word under which the reader must refuse it.
struct Forgery: Sendable, CustomTestStringConvertible {
  let what: String
  let value: UInt32
  /// Offset of the word, from a model's own section offsets.
  let place: @Sendable (HostileFile) -> Int

  var testDescription: String { "\(what) = \(value)" }
}

private func header(_ what: String, _ offset: Int, _ value: UInt32) -> Forgery {
  Forgery(what: what, value: value) { _ in offset }
}

private func entry(_ what: String, _ index: Int, _ field: Int, _ value: UInt32) -> Forgery {
  header(
    what, ModelFile.Header.byteCount + index * ModelFile.SectionEntry.byteCount + field, value)
}

private func network(_ what: String, _ field: Int, _ value: UInt32) -> Forgery {
  Forgery(what: what, value: value) { $0.section(.networks) + ModelFile.Networks.byteCount + field }
}

private func tensor(_ what: String, _ index: Int, _ field: Int, _ value: UInt32) -> Forgery {
  Forgery(what: what, value: value) {
    $0.section(.networks) + ModelFile.Networks.byteCount + ModelFile.Network.byteCount
      + index * ModelFile.Tensor.byteCount + field
  }
}

private func layer(_ what: String, _ index: Int, _ field: Int, _ value: UInt32) -> Forgery {
  tensor(what, 4, index * ModelFile.Layer.byteCount + field, value)
}

private func field(
  _ what: String, _ kind: ModelFile.SectionKind, _ offset: Int, _ value: UInt32
) -> Forgery {
  Forgery(what: what, value: value) { $0.section(kind) + offset }
}

@Suite("Hostile headers")
struct HostileHeaderTests {
  static let forgeries: [Forgery] = [
    header("magic number", 0, 0x4D53_4145),
    header("major format version", 8, 2), header("major format version", 8, 0),
    header("minor format version", 8, 1 << 16 | 1), header("flags", 12, 1),
    header("file length", 16, 0), header("file length", 16, .max),
    header("section count", 20, 8), header("reserved byte", 24, 1),
    header("reserved byte", 124, 1 << 31),
    entry("section kind", 0, 0, 2), entry("section kind", 6, 0, 8),
    entry("section offset", 0, 4, 0), entry("section offset", 1, 4, .max),
    entry("section offset", 2, 4, 0x7FFF_FFC0), entry("section offset", 3, 4, 257),
    entry("section length", 0, 8, .max), entry("section length", 5, 8, 0x7FFF_FFFF),
    entry("length of the front-end section", 0, 8, 31),
    field("front-end kind", .frontEnd, 0, 2), field("bands", .frontEnd, 4, 0),
    field("bands", .frontEnd, 4, 513), field("reserved byte", .frontEnd, 8, 16000),
    field("frames of a window", .windowing, 0, 0), field("frames of a step", .windowing, 4, .max),
    field("windows of a decision", .windowing, 8, 65536),
    field("elements of a window", .windowing, 0, 3),
    field("networks", .networks, 0, 0), field("networks", .networks, 0, 17),
    field("network records", .networks, 0, 16),
    network("tensors", 0, 5), network("layers", 4, 513), network("tensor records", 8, 49),
    network("layer records", 12, .max), network("multiplier", 20, 1 << 30 - 1),
    network("shift", 24, 8), network("input mean", 16, 1 << 31),
    tensor("height of a tensor", 0, 0, 0), tensor("width of a tensor", 1, 4, 1 << 21),
    tensor("elements of a tensor", 1, 0, 1 << 20), tensor("element type", 0, 12, 2),
    tensor("scale (as bits)", 0, 16, 0x7FC0_0000), tensor("zero point", 2, 20, 128),
    tensor("place of a tensor", 1, 24, .max), tensor("place of a tensor", 1, 24, 1 << 24),
    tensor("place of a tensor that overlaps one still needed", 1, 24, 7),
    tensor("place of the last tensor (it has none)", 3, 24, 0),
    layer("layer kind", 0, 0, 4), layer("input of a layer", 0, 4, 1),
    layer("further input of a layer", 1, 8, 0), layer("output of a layer", 2, 20, 2),
    layer("reserved byte", 0, 24, 3), layer("lower clamp", 0, 44, 200),
    layer("upper clamp", 1, 48, UInt32(bitPattern: -129)), layer("weights", 1, 52, 63),
    layer("weights of a layer", 1, 56, 17), layer("biases", 0, 60, .max),
    layer("name of a layer", 0, 72, 0), layer("length of a layer's name", 0, 76, 256),
    field("score-head kind", .heads, 0, 2), field("mean of a score head", .heads, 4, 1 << 30),
    field("requantizers of a score head", .heads, 8, 15),
    field("threshold", .calibration, 4, 1 << 31), field("knots", .calibration, 8, 1),
    field("knot (ascending)", .calibration, 24, 0), field("metadata (UTF-8)", .metadata, 0, .max),
  ]

  @Test func thereAreAtLeastForty() { #expect(Self.forgeries.count >= 40) }

  @Test(arguments: forgeries)
  func isRefusedByName(_ forgery: Forgery) throws {
    var file = HostileFile(try ModelWriter.write(ModelFixture.tiny()))
    file.set(forgery.value, at: forgery.place(file))
    let error = #expect(throws: ModelError.self) { _ = try ModelImage(file.sealed()).model() }
    #expect(error.map { "\($0.what)" } == forgery.what)
    let text = error?.description ?? ""
    #expect(text.split(separator: "\n").count == 3, "\(text)")
  }

  @Test func unknownVersionNamesBoth() throws {
    var file = HostileFile(try ModelWriter.write(ModelFixture.tiny()))
    file.set(7, at: ModelFile.Header.version)
    let error = #expect(throws: ModelError.self) { _ = try ModelImage(file.sealed()).model() }
    #expect(error?.found == 7 && error?.allowed == 1...1 && error?.kind == .unsupported)
  }

  @Test func addressMustBeAligned() throws {
    let file = try ModelWriter.write(ModelFixture.tiny())
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: file.count + 64, alignment: 64)
    defer { memory.deallocate() }
    for offset in [1, 2, 4, 8, 16, 32] {
      let part = UnsafeMutableRawBufferPointer(rebasing: memory[offset..<offset + file.count])
      part.copyBytes(from: file)
      let error = #expect(throws: ModelError.self) { _ = try Model(bytes: .init(part)) }
      #expect(error?.kind == .memory)
    }
  }

  @Test func noBytesAreNoModel() {
    #expect(throws: ModelError.self) { _ = try Model(bytes: .init(start: nil, count: 0)) }
  }

  @Test func leftShiftTakesPartInTheAccumulatorsBound() throws {
    var contents = ModelFixture.tiny()
    contents.networks[0].layers[1].bias[0] = 1 << 29
    _ = try ModelWriter.write(contents)
    contents.networks[0].layers[1].requantizers[0] = Requantizer(multiplier: 1 << 30, shift: 3)
    #expect(throws: ModelError.self) { _ = try ModelWriter.write(contents) }
  }
}
