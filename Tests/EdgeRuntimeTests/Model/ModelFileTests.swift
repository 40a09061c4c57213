import EdgeRuntime
import Testing

@testable import Quantization

@Suite("Model file")
struct ModelFileTests {
  static func fixtures() throws -> [ModelContents] {
    [
      ModelFixture.tiny(), ModelFixture.ensemble(), EveryKindFixture.model(),
      ModelFixture.prototypes(), ModelFixture.classifier(), ModelFixture.interpolation(),
      ModelFixture.clusters(),
      try ModelFixture.smallConvolutional(), try ModelFixture.denseAutoencoder(),
      try ModelFixture.convolutionalAutoencoder(),
    ]
  }

  @Test func readingGivesWhatWasWritten() throws {
    for contents in try Self.fixtures() {
      let image = ModelImage(try ModelWriter.write(contents))
      #expect(ModelContents(reading: try image.model()) == contents)
    }
  }

  @Test func writingWhatWasReadGivesTheSameBytes() throws {
    for contents in try Self.fixtures() {
      let file = try ModelWriter.write(contents)
      let read = ModelContents(reading: try ModelImage(file).model())
      #expect(try ModelWriter.write(read) == file)
    }
  }

  @Test func theFixtureOfEveryKindHasEveryKindTypeAndWidth() {
    let network = EveryKindFixture.model().networks[0]
    let kinds = network.layers.map { "\($0.operation)".prefix { $0.isLetter } }
    #expect(Set(kinds).count == 16 && network.layers.count == 17)
    #expect(Set(network.tensors.map(\.elementType)) == [.int8, .int16])
    #expect(Set(network.layers.map(\.weights.type)) == [.none, .int4, .int8, .int16, .int32])
  }

  @Test func aBareNetworkIsReadAndHearsNothing() throws {
    var network = ModelFixture.tiny().networks[0]
    network.inputMeanQ9 = 0
    network.inputRequantizer = Requantizer(multiplier: 0, shift: 0)
    // Tensor 2 lies at 0; tensor 1, behind it, is no longer needed.
    network.tensors[3].arenaOffset = 16
    let contents = ModelContents(bare: network, metadata: "{}")
    let image = ModelImage(try ModelWriter.write(contents))
    let model = try image.model()
    #expect(ModelContents(reading: model) == contents && !model.isDetector)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 64)
    defer { memory.deallocate() }
    let error = #expect(throws: ModelError.self) { _ = try Detector(model: model, arena: memory) }
    #expect(error?.kind == .bareNetwork)
  }

  @Test func memoryIsWithinItsBudgets() throws {
    let dense = ModelImage(try ModelWriter.write(try ModelFixture.denseAutoencoder()))
    let convolutional = ModelImage(
      try ModelWriter.write(try ModelFixture.convolutionalAutoencoder()))
    let (small, large) = (try dense.model().memory, try convolutional.model().memory)
    #expect(small.networkBytes <= 2048 && small.networkBytes >= 768)
    #expect(small.detectorBytes <= 12288)
    #expect(large.networkBytes <= 60 * 1024 && large.networkBytes >= 48 * 1024)
    #expect(large.detectorBytes <= 80 * 1024)
  }
}
