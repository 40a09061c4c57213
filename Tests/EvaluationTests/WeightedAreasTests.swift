import SeededRandom
import Testing

@testable import Evaluation

@Suite struct WeightedAreasTests {
  @Test(arguments: 0..<30 as Range<UInt64>)
  func aWeightIsTheSameAsSoManyCopies(seed: UInt64) throws {
    let scores = RandomScores(seed: seed)
    let all = scores.normal + scores.anomaly
    var generator = SeededGenerator(seed: seed, stream: "weights")
    var weights = [Int32](repeating: 0, count: all.count)
    for _ in scores.normal { weights[generator.integer(below: scores.normal.count)] += 1 }
    for _ in scores.anomaly {
      weights[scores.normal.count + generator.integer(below: scores.anomaly.count)] += 1
    }
    let copies = all.indices.flatMap { index in
      Array(repeating: (index, all[index]), count: Int(weights[index]))
    }
    let expected = try ROCCurve(
      normal: copies.filter { $0.0 < scores.normal.count }.map(\.1),
      anomaly: copies.filter { $0.0 >= scores.normal.count }.map(\.1))
    let ranked = RankedScores(
      scores: all, normal: Array(scores.normal.indices),
      anomaly: Array(scores.normal.count..<all.count))
    let (auc, pauc) = ranked.weightedAreas(weights, maxFPR: 0.1)
    #expect(auc == expected.auc)
    #expect(abs(pauc - expected.partialAUC(maxFPR: 0.1)) < 1e-14)
  }
}
