import DeviceTrace
import EdgeRuntime
import Quantization
import SeededRandom
import Testing

struct InferenceRunTests {
  private static let inputs: [[Int8]] = {
    var random = SeededGenerator(seed: 11)
    let some = (0..<20).map { _ in
      (0..<3).map { _ in Int8(truncatingIfNeeded: random.integer(below: 256)) }
    }
    return [[1, 1, 1], [-128, 127, -128], [127, -128, 127]] + some
  }()

  /// Runs the inputs, the last `missing` bytes left out, in memory of which nothing else is touched.
  private func run(
    _ image: ModelImage, missing: Int = 0, memoryBytes: Int? = nil
  ) throws -> (isWhole: Bool, sink: MarkingSink) {
    let model = try image.model()
    let needed = memoryBytes ?? InferenceRun<MarkingSink>.memoryBytes(model)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: needed + 64, alignment: 16)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
    let sink = MarkingSink()
    let isWhole = try InferenceRun(sink).run(
      model: image.bytes, memory: UnsafeMutableRawBufferPointer(rebasing: memory[..<needed]),
      source: Samples(Array(Self.inputs.joined().dropLast(missing))))
    #expect(memory[needed...].allSatisfy { $0 == 0xA5 })
    return (isWhole, sink)
  }

  @Test func outputsAreTheNetworksOnes() throws {
    let (isWhole, sink) = try run(SmallNetwork.bare())
    #expect(isWhole && sink.values == SmallNetwork.outputs(Self.inputs))
  }

  /// Its last layer's integers, although its score is made of the sums.
  @Test func aDetectorsNetworkGivesItsOutputsToo() throws {
    let (isWhole, sink) = try run(SmallNetwork.detector())
    let two = SmallNetwork.outputs(Self.inputs)
    let three = Self.inputs.indices.flatMap { [two[2 * $0], two[2 * $0 + 1], two[2 * $0]] }
    #expect(isWhole && sink.values == three)
  }

  @Test func marksStandAroundTheCheckAndAroundEachInference() throws {
    let (_, sink) = try run(SmallNetwork.bare())
    #expect(sink.marks == (1...Self.inputs.count).map { 2 + 2 * $0 })
  }

  @Test(arguments: [1, 2])
  func anInputThatEndsWithinASampleIsRefusedAfterTheWholeOnes(missing: Int) throws {
    let (isWhole, sink) = try run(SmallNetwork.bare(), missing: missing)
    #expect(!isWhole && sink.values == SmallNetwork.outputs(Self.inputs.dropLast()))
  }

  @Test func nothingGivesNothing() throws {
    let (isWhole, sink) = try run(SmallNetwork.bare(), missing: 3 * Self.inputs.count)
    #expect(isWhole && sink.values.isEmpty)
  }

  @Test func tooLittleMemoryIsRefusedWithItsSize() throws {
    let image = try SmallNetwork.bare()
    let needed = InferenceRun<MarkingSink>.memoryBytes(try image.model())
    let error = #expect(throws: ModelError.self) { try run(image, memoryBytes: needed - 1) }
    #expect(error?.kind == .memory && error?.found == Int64(needed - 1))
    #expect(error?.allowed.lowerBound == Int64(needed))
  }

  @Test func bytesThatAreNoModelAreRefused() throws {
    #expect(throws: ModelError.self) {
      try InferenceRun(MarkingSink()).run(
        model: UnsafeRawBufferPointer(start: nil, count: 0),
        memory: UnsafeMutableRawBufferPointer(start: nil, count: 0), source: Samples([]))
    }
  }
}

/// Keeps what is written, and how many marks there were before each piece.
private final class MarkingSink: TraceSink {
  private var count = 0
  private(set) var marks: [Int] = []
  private(set) var values: [Int8] = []

  func mark() { count += 1 }

  func write(_ bytes: UnsafeRawBufferPointer) {
    marks.append(count)
    values += bytes.map { Int8(bitPattern: $0) }
  }
}

private final class Samples: TraceSource {
  private var rest: ArraySlice<Int8>

  init(_ values: [Int8]) { rest = values[...] }

  func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
    let part = rest.prefix(memory.count)
    part.withUnsafeBytes { memory.copyMemory(from: $0) }
    rest = rest.dropFirst(part.count)
    return part.count
  }
}
