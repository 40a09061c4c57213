import EdgeRuntime
import Testing

@testable import Quantization

@Suite("Model file")
struct ModelFileTests {
  static func fixtures() throws -> [ModelContents] {
    [
      ModelFixture.tiny(), ModelFixture.ensemble(), try ModelFixture.smallConvolutional(),
      try ModelFixture.denseAutoencoder(), try ModelFixture.convolutionalAutoencoder(),
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
