import SeededRandom
import Testing

@testable import Quantization

@Suite struct ScoreFidelityTests {
  /// All pairs, one after the other.
  private struct Naive {
    var (discordant, pairs, tailDiscordant, tailPairs) = (0, 0, 0, 0)

    init(_ float: [Double], _ integer: [Double]) {
      let tailSize = max(1, Int((Double(float.count) / 10).rounded(.up)))
      let tail = Set(
        float.indices.sorted { float[$0] > float[$1] }.prefix(tailSize))
      for first in float.indices {
        for second in float.indices where first < second {
          let isOpposite =
            float[first] < float[second] && integer[first] > integer[second]
            || float[first] > float[second] && integer[first] < integer[second]
          pairs += 1
          discordant += isOpposite ? 1 : 0
          guard tail.contains(first) || tail.contains(second) else { continue }
          tailPairs += 1
          tailDiscordant += isOpposite ? 1 : 0
        }
      }
    }
  }

  @Test(arguments: [2, 3, 10, 11, 57, 200], [0, 0.02, 1])
  func sharesAreThoseOfAllPairs(clips: Int, noise: Double) throws {
    var random = SeededGenerator(seed: UInt64(clips))
    // With ties: scores of few digits.
    let float = (0..<clips).map { _ in 5 + (20 * random.uniform()).rounded() / 20 }
    let integer = float.map { $0 + ($0 * noise * random.normal() * 20).rounded() / 20 }
    let fidelity = try ScoreFidelity(float: float, integer: integer)
    // (Which of equal scores is in the upper tenth is left to the sort; it is the same here.)
    let naive = Naive(float, integer)
    #expect(fidelity.clips == clips)
    #expect(fidelity.discordantShare == Double(naive.discordant) / Double(naive.pairs))
    #expect(
      fidelity.tailDiscordantShare == Double(naive.tailDiscordant) / Double(naive.tailPairs))
    #expect(fidelity.loss == max(fidelity.discordantShare, fidelity.tailDiscordantShare))
    if noise == 0 { #expect(fidelity.loss == 0 && fidelity.medianError == 0) }
  }

  @Test func errorsAreRelativeToTheFloatScore() throws {
    let float = (1...20).map { Double($0) }
    // The two highest are off by a tenth, all others by a hundredth.
    let integer = float.map { $0 >= 19 ? 1.1 * $0 : 0.99 * $0 }
    let fidelity = try ScoreFidelity(float: float, integer: integer)
    #expect(abs(fidelity.medianError - 0.01) < 1e-12)
    #expect(abs(fidelity.tailError - 0.1) < 1e-12)
    #expect(fidelity.spearman == 1 && fidelity.loss == 0)
  }

  @Test func equalScoresHaveNoCorrelation() throws {
    let fidelity = try ScoreFidelity(float: [2, 2, 2], integer: [1, 2, 3])
    #expect(fidelity.spearman == nil && fidelity.discordantShare == 0)
  }

  @Test(arguments: [[], [4]] as [[Double]])
  func fewerThanTwoClipsLoseNothing(scores: [Double]) throws {
    let fidelity = try ScoreFidelity(float: scores, integer: scores)
    #expect(fidelity.clips == scores.count && fidelity.loss == 0 && fidelity.medianError == 0)
  }

  @Test func theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() throws {
    let fidelity = try ScoreFidelity(float: [1, 1, 1, 1], integer: [1, 1.1, 1.3, 2])
    #expect(abs(fidelity.medianError - 0.2) < 1e-12)
  }
}
