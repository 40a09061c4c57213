import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite struct RangeSelectionTests {
  /// Twenty inputs → ReLU → half of them as the output: each window's score is the power of its
  /// second half, and tensor 1 is what a range is wanted for.
  private static func graph() -> Graph {
    let count = 20
    var (identity, half) = (Tensor(shape: [count, count]), Tensor(shape: [count, count]))
    for index in 0..<count {
      identity.values[index * count + index] = 1
      half.values[index * count + index] = index < count / 2 ? 1 : 0.5
    }
    func dense(_ name: String, _ weight: Tensor, _ input: Int) -> Node {
      Node(
        name: name, operation: .dense(units: count), inputs: [input],
        parameters: ["weight": weight, "bias": Tensor(shape: [count])])
    }
    return Graph(
      input: Shape(vector: count),
      nodes: [
        dense("a", identity, -1), Node(name: "relu", operation: .relu, inputs: [0]),
        dense("b", half, 1),
      ])
  }

  /// Windows with values of 0…`most`.
  private static func windows(most: Double, seed: UInt64) -> [Float] {
    var random = SeededGenerator(seed: seed)
    return (0..<20 * 60).map { _ in Float(most * random.uniform()) }
  }

  /// Tensor 1 was 0…1 but for a hundredth of a percent of its values, which reached 8.
  private static func choice(disturbed most: Double) throws -> RangeSelection.Choice {
    let fused = try FusedGraph(graph())
    var random = SeededGenerator(seed: 1)
    let seen = (0..<200_000).map { index -> Float in
      index % 10_000 == 0 ? 8 : Float(random.uniform())
    }
    var statistics = [ActivationStatistics](repeating: ActivationStatistics(channels: 20), count: 3)
    for tensor in statistics.indices {
      let isFinite = seen.withUnsafeBufferPointer { statistics[tensor].add($0) }
      #expect(isFinite)
    }
    let choices = RangeSelection(
      statistics: statistics,
      normal: try ScoreProbe(fused, inputs: windows(most: 1, seed: 2)),
      hard: try ScoreProbe(fused, inputs: windows(most: most, seed: 3)),
      plan: PrecisionPlan(fused)
    ).choices()
    #expect(choices.count == 3)
    return choices[1]
  }

  @Test func aRangeThatCutsWhatAbnormalSoundReachesIsRefused() throws {
    let choice = try Self.choice(disturbed: 6)
    // (A little may be cut of what is beyond the disturbances.)
    #expect(choice.range.maximum > 7)
    // It was better on normal sound, which is why it has to be refused.
    #expect(choice.refused.contains(.percentile(99.99)))
  }

  @Test func aRangeThatCutsOnlyWhatNothingReachesIsTaken() throws {
    let choice = try Self.choice(disturbed: 0.9)
    #expect(choice.method != .minMax && choice.refused.isEmpty)
    #expect(choice.range.maximum >= 0.9 && choice.range.maximum < 2)
  }

  @Test func tensorsOfSixteenBitsKeepTheirRange() throws {
    let fused = try FusedGraph(Self.graph())
    var statistics = [ActivationStatistics](repeating: ActivationStatistics(channels: 20), count: 3)
    let seen = Self.windows(most: 1, seed: 4) + [Float](repeating: 8, count: 20)
    for tensor in statistics.indices {
      let isFinite = seen.withUnsafeBufferPointer { statistics[tensor].add($0) }
      #expect(isFinite)
    }
    let probe = try ScoreProbe(fused, inputs: Self.windows(most: 1, seed: 2))
    let choices = RangeSelection(
      statistics: statistics, normal: probe, hard: probe,
      plan: PrecisionPlan(fused, activations: .int16)
    ).choices()
    #expect(choices.allSatisfy { $0.method == .minMax && $0.range.maximum == 8 })
  }
}
