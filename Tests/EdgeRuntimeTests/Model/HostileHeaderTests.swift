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
  Forgery(what: what, value: value) { $0.tensorRecord(index) + field }
}

private func layer(_ what: String, _ index: Int, _ field: Int, _ value: UInt32) -> Forgery {
  Forgery(what: what, value: value) { $0.layerRecord(index) + field }
}

private func field(
  _ what: String, _ kind: ModelFile.SectionKind, _ offset: Int, _ value: UInt32
) -> Forgery {
  Forgery(what: what, value: value) { $0.section(kind) + offset }
}

@Suite("Hostile headers")
struct HostileHeaderTests {
  private typealias Tensor = ModelFile.Tensor
  private typealias Layer = ModelFile.Layer

  static let forgeries: [Forgery] = [
    header("magic number", 0, 0x4D53_4145),
    header("major format version", 8, 4), header("major format version", 8, 2),
    header("minor format version", 8, 2 << 16 | 3), header("flags", 12, 1),
    header("file length", 16, 0), header("file length", 16, .max),
    header("section count", 20, 8), header("reserved byte", 24, 1),
    header("reserved byte", 124, 1 << 31),
    entry("section kind", 0, 0, 2), entry("section kind", 6, 0, 8),
    entry("section offset", 0, 4, 0), entry("section offset", 1, 4, .max),
    entry("section offset", 2, 4, 0x7FFF_FFC0), entry("section offset", 3, 4, 257),
    entry("section length", 0, 8, .max), entry("section length", 5, 8, 0x7FFF_FFFF),
    entry("length of the front-end section", 0, 8, 31),
    field("front-end kind", .frontEnd, 0, 3), field("bands", .frontEnd, 4, 0),
    field("bands", .frontEnd, 4, 513), field("reserved byte", .frontEnd, 8, 16000),
    field("frames of a window", .windowing, 0, 0), field("frames of a step", .windowing, 4, .max),
    field("windows of a decision", .windowing, 8, 65536),
    field("elements of a window", .windowing, 0, 3),
    field("networks", .networks, 0, 0), field("networks", .networks, 0, 17),
    network("tensors", 0, 5), network("layers", 4, 513), network("tensor records", 8, 49),
    network("layer records", 12, .max), network("multiplier", 20, 1 << 30 - 1),
    network("shift", 24, 8), network("input mean", 16, 1 << 31),
    tensor("height of a tensor", 0, Tensor.height, 0),
    tensor("width of a tensor", 1, Tensor.width, 1 << 21),
    tensor("elements of a tensor", 1, Tensor.height, 1 << 20),
    tensor("element type", 0, Tensor.elementType, 3),
    tensor("scale (as bits)", 0, Tensor.scale, 0x7FC0_0000),
    tensor("zero point", 2, Tensor.zeroPoint, 128),
    tensor("place of a tensor", 1, Tensor.arenaOffset, .max),
    tensor("place of a tensor", 1, Tensor.arenaOffset, 1 << 24),
    tensor("place of a tensor that overlaps one still needed", 1, Tensor.arenaOffset, 7),
    tensor("place of a last tensor that is only sums", 3, Tensor.arenaOffset, 16),
    tensor("reserved byte", 1, Tensor.byteCount - 4, 1),
    layer("layer kind", 0, Layer.kind, 17), layer("input of a layer", 0, Layer.inputs, 1),
    layer("inputs of a layer", 1, Layer.inputs + 4, 0),
    layer("output of a layer", 2, Layer.output, 2),
    layer("reserved byte", 0, Layer.kernelHeight, 3), layer("reserved byte", 1, Layer.axis, 1),
    layer("reserved byte", 2, Layer.fill, 1), layer("lower clamp", 0, Layer.clampMin, 200),
    layer("upper clamp", 1, Layer.clampMax, UInt32(bitPattern: -129)),
    layer("type of the weights", 0, Layer.weightType, 3),
    layer("type of the biases", 0, Layer.biasType, 1), layer("weights", 1, Layer.weights, 63),
    layer("weights of a layer", 1, Layer.weightCount, 17), layer("biases", 0, Layer.bias, .max),
    layer("requantizers", 1, Layer.requantizers, 0),
    layer("weight scales", 1, Layer.weightScales, 1), layer("name of a layer", 0, Layer.name, 0),
    layer("length of a layer's name", 0, Layer.nameLength, 256),
    layer("sums of weights", 0, Layer.weightSums, 1),
    layer("reserved byte", 0, Layer.weightSums + 4, 1),
    field("score-head kind", .heads, 0, 7),
    field("score-head kind for this front end", .heads, 0, 3),
    field("place of the last tensor", .heads, 0, 2),
    field("mean of a score head", .heads, 4, 1 << 30),
    field("requantizers of a score head", .heads, 12, 15),
    field("accumulator shift", .heads, 16, 1),
    field("threshold", .calibration, 4, 1 << 31), field("knots", .calibration, 8, 1),
    field("knot (ascending)", .calibration, 24, 0), field("metadata (UTF-8)", .metadata, 0, .max),
  ]

  /// Of the model with a layer of every kind.
  static let forgeriesOfKinds: [Forgery] = [
    layer("stride", 0, Layer.strideHeight, 17), layer("dilation", 0, Layer.dilationWidth, 0),
    layer("padding", 0, Layer.padTop, 3), layer("kernel height", 0, Layer.kernelHeight, 65),
    layer("output size of a kernel", 2, Layer.strideHeight, 4),
    layer("dilation", 2, Layer.dilationHeight, 2), layer("dilation", 16, Layer.dilationHeight, 2),
    tensor("rest of the output's channels by the input's", 2, Tensor.channels, 9),
    layer("weights of a layer", 1, Layer.weightCount, 71),
    layer("type of the biases", 14, Layer.biasType, 2),
    layer("input of a layer", 4, Layer.inputs + 4, ModelFile.none),
    layer("inputs of a layer", 4, Layer.inputs + 8, 0),
    layer("input of a layer", 5, Layer.inputs + 4, ModelFile.none),
    layer("further input of a layer", 5, Layer.inputs + 12, 0),
    layer("axis of a concatenation", 5, Layer.axis, 3),
    layer("size of a layer's tensor", 5, Layer.axis, 0),
    layer("type of a table", 6, Layer.weightType, 2),
    layer("weights of a layer", 7, Layer.weightCount, 255),
    layer("rows of padding", 8, Layer.padTop, 3),
    layer("columns of padding", 8, Layer.padLeft, .max), layer("fill", 8, Layer.fill, 128),
    layer("axes of a mean", 9, Layer.axis, 8), layer("size of a layer's tensor", 9, Layer.axis, 1),
    layer("element type of a layer's tensor", 11, Layer.inputs, 10),
    tensor("zero point", 12, Tensor.zeroPoint, 1),
    tensor("misalignment of a tensor's place", 12, Tensor.arenaOffset, 1),
    field("accumulator shift", .heads, 16, 32),
  ]

  /// Of the same, in the weights section.
  static let forgeriesOfRequantizers: [(what: String, layer: Int, word: Int, value: UInt32)] = [
    ("shift of an addition", 4, 1, 1), ("multiplier", 4, 4, 1),
    ("shift of a rescaling", 10, 1, 23), ("multiplier", 10, 0, 5),
    ("multiplier of a mean", 9, 0, 0), ("factor of a curve", 11, 0, 32768),
    ("shift of a curve", 12, 1, 31), ("shift of a softmax", 13, 1, 16),
  ]

  @Test func thereAreAtLeastForty() { #expect(Self.forgeries.count >= 40) }

  @Test(arguments: forgeries)
  func isRefusedByName(_ forgery: Forgery) throws {
    var file = HostileFile(try ModelWriter.write(ModelFixture.tiny()))
    file.set(forgery.value, at: forgery.place(file))
    try expectRefused(file, forgery.what)
  }

  @Test(arguments: forgeriesOfKinds)
  func isRefusedInTheModelOfEveryKind(_ forgery: Forgery) throws {
    var file = HostileFile(try ModelWriter.write(EveryKindFixture.model()))
    file.set(forgery.value, at: forgery.place(file))
    try expectRefused(file, forgery.what)
  }

  @Test(arguments: forgeriesOfRequantizers)
  func requantizerIsRefused(
    _ forgery: (what: String, layer: Int, word: Int, value: UInt32)
  ) throws {
    var file = HostileFile(try ModelWriter.write(EveryKindFixture.model()))
    let record = file.layerRecord(forgery.layer)
    let place = file.section(.weights) + Int(file.word(record + Layer.requantizers))
    file.set(forgery.value, at: place + 4 * forgery.word)
    try expectRefused(file, forgery.what)
  }

  @Test func moreNetworksThanTheirSectionHoldsAreRefused() throws {
    var fixture = ModelFixture(seed: 7)
    let model = fixture.model(
      .features(bands: 4),
      WindowingContents(framesPerWindow: 2, framesPerStep: 1, windowsPerDecision: 3),
      fixture.dense([8, 3, 8]))
    var file = HostileFile(try ModelWriter.write(model))
    file.set(16, at: file.section(.networks))
    try expectRefused(file, "network records")
  }

  private func expectRefused(_ file: HostileFile, _ what: String) throws {
    let error = #expect(throws: ModelError.self) { _ = try ModelImage(file.sealed()).model() }
    #expect(error.map { "\($0.what)" } == what)
    let text = error?.description ?? ""
    #expect(text.split(separator: "\n").count == 3, "\(text)")
  }

  @Test func unknownVersionNamesBoth() throws {
    var file = HostileFile(try ModelWriter.write(ModelFixture.tiny()))
    file.set(7, at: ModelFile.Header.version)
    let error = #expect(throws: ModelError.self) { _ = try ModelImage(file.sealed()).model() }
    #expect(error?.found == 7 && error?.allowed == 3...3 && error?.kind == .unsupported)
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
