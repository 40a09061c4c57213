import CAllocationCounter
import EdgeRuntime
import Testing

@testable import Quantization

/// Allocations of this thread while `body` runs.
private func allocations(in body: () throws -> Void) rethrows -> Int {
  allocation_counter_start()
  defer { _ = allocation_counter_stop() }
  try body()
  return Int(allocation_counter_stop())
}

@inline(never)
private func plant(_ count: Int) -> [Int] { Array(repeating: count, count: count) }

@Suite(
  "No allocation",
  .enabled(if: allocation_counter_works(), "the allocator cannot be watched under a sanitizer"))
struct AllocationTests {
  /// The counter counts: a planted array is seen, from the runtime's own library.
  @Test func aPlantedAllocationIsCounted() {
    var kept: [[Int]] = []
    kept.reserveCapacity(4)
    #expect(allocations { kept.append(plant(100)) } == 1)
    #expect(allocations { for _ in 0..<3 { kept.append(plant(50)) } } == 3)
    #expect(allocations {} == 0)
    #expect(kept.count == 4)
  }

  @Test func parsingAllocatesNothing() throws {
    for contents in try ModelFileTests.fixtures() {
      let image = ModelImage(try ModelWriter.write(contents))
      let count = try allocations { _ = try Model(bytes: image.bytes) }
      #expect(count == 0)
    }
  }

  @Test(arguments: [false, true])
  func listeningAllocatesNothing(reusing: Bool) throws {
    for var contents in [
      try ModelFixture.smallConvolutional(), try ModelFixture.denseAutoencoder(),
      try ModelFixture.convolutionalAutoencoder(),
    ] {
      if reusing, contents.windowing.framesPerStep == 3 { contents.windowing.framesPerStep = 4 }
      let image = ModelImage(try ModelWriter.write(contents))
      let samples = HardSound.white.samples(400_000)
      let model = try Model(bytes: image.bytes)
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: reusing ? model.streamingMemory.detectorBytes : model.memory.detectorBytes,
        alignment: 64)
      defer { memory.deallocate() }
      var windows = 0
      var detector = try Detector(model: model, arena: memory, reusing: reusing)
      let isStreaming = detector.isStreaming
      #expect(isStreaming == (reusing && contents.windowing.framesPerStep > 1))
      // The first calls in a process make the types' metadata (ordinary Swift only, not Embedded).
      detector.process(samples.span.extracting(first: 100_000)) { _ in }
      detector.finish { _ in }
      let count = allocations {
        detector.process(samples.span) { event in
          if case .window = event { windows += 1 }
        }
        detector.reset()
        detector.process(samples.span.extracting(first: 1000)) { _ in }
        detector.finish { _ in }
      }
      #expect(windows > 2)
      #expect(count == 0)
    }
  }
}
