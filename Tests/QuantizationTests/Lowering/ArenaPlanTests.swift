import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite struct ArenaPlanTests {
  private static func overlaps(_ plan: ArenaPlan, _ buffers: [ArenaPlan.Buffer]) -> Bool {
    for first in buffers.indices {
      for second in buffers.indices where second > first {
        let meet =
          plan.offsets[first] < plan.offsets[second] + buffers[second].bytes
          && plan.offsets[second] < plan.offsets[first] + buffers[first].bytes
        if meet, buffers[first].isAlive(with: buffers[second]) { return true }
      }
    }
    return false
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func liveBuffersNeverOverlap(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let buffers = (0..<(1 + random.integer(below: 20))).map { _ in
      let first = random.integer(below: 15)
      return ArenaPlan.Buffer(
        bytes: 1 + random.integer(below: 5000), firstStep: first,
        lastStep: first + random.integer(below: 4))
    }
    let plan = ArenaPlan(buffers)
    #expect(!Self.overlaps(plan, buffers))
    #expect(plan.offsets.allSatisfy { $0 >= 0 && $0.isMultiple(of: 16) })
    #expect(zip(plan.offsets, buffers).allSatisfy { $0 + $1.bytes <= plan.bytes })
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func chainNeedsNoMoreThanItsLargestPairOfNeighbours(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let sizes = (0..<(1 + random.integer(below: 12))).map { _ in
      16 * (1 + random.integer(below: 99))
    }
    let buffers = sizes.enumerated().map {
      ArenaPlan.Buffer(bytes: $1, firstStep: $0 - 1, lastStep: $0)
    }
    let plan = ArenaPlan(buffers)
    #expect(!Self.overlaps(plan, buffers))
    let pairs = zip(sizes, sizes.dropFirst()).map { $0 + $1 }.max() ?? sizes[0]
    #expect(plan.bytes == max(pairs, sizes.max() ?? 0))
  }

  @Test func denseAutoencoderFitsIn768Bytes() throws {
    var draw = RandomGraphs(seed: 1)
    let graph = draw.denseAutoencoder(
      inputs: 640, widths: [128, 128, 128, 128, 8, 128, 128, 128, 128])
    #expect(try Self.arenaBytes(graph) == 768)
  }

  @Test func convolutionalAutoencoderFitsIn48KiB() throws {
    var draw = RandomGraphs(seed: 1)
    let graph = draw.convolutionalAutoencoder(side: 64, filters: [32, 64, 64, 128])
    #expect(try Self.arenaBytes(graph) == 48 * 1024)
  }

  private static func arenaBytes(_ graph: Graph) throws -> Int {
    let fused = try FusedGraph(graph)
    let ranges = [ActivationRange](
      repeating: ActivationRange(minimum: -3, maximum: 3), count: fused.layers.count + 1)
    return try fused.lowered(ranges: ranges, inputMean: -60, inputDeviation: 10).arenaBytes
  }
}
