import Datasets
import DeviceSimulation
import Evaluation
import Testing

@Suite struct SimulationFiguresTests {
  private func clip(
    _ id: String, _ label: Clip.Label, _ number: Int, a: Double, b: Double, c: Double, d: Double
  ) -> SimulatedClip {
    SimulatedClip(
      clip: Clip(
        path: "/\(id)/\(number).wav", machine: "fan", id: id, split: .test, label: label,
        content: .audio),
      scores: ChainScores(a: a, b: b, c: c, d: d), deviceScoreQ24: Int64(d * 0x1p24),
      framesDigest: "")
  }

  /// Two normal clips at 1 and 3, and two anomalies at 2 and 4 in chain A: AUC 3/4. Each later
  /// chain changes one clip's place.
  private var clips: [SimulatedClip] {
    [
      clip("id_00", .normal, 0, a: 1, b: 1, c: 1, d: 1),
      clip("id_00", .normal, 1, a: 3, b: 3, c: 1.5, d: 3),
      clip("id_00", .anomaly, 2, a: 2, b: 3.5, c: 2, d: 2),
      clip("id_00", .anomaly, 3, a: 4, b: 4, c: 4, d: 2.5),
    ]
  }

  private func figures(
    _ clips: [SimulatedClip], hasFrontEnd: Bool = true
  ) throws -> SimulationFigures {
    try SimulationFigures(
      clips, rule: .dcase2020, hasFrontEnd: hasFrontEnd, thresholdQ24: 3 << 24)
  }

  @Test func areasAreThoseOfChainsAAndD() throws {
    let figures = try figures(clips)
    #expect(figures.float.auc == 0.75)
    #expect(figures.quantized.auc == 0.5)
    #expect(figures.aucLoss == 0.25)
  }

  @Test func stagesAreDifferencesOfNeighbouringChainsAndSumToTheLoss() throws {
    let stages = try #require(try figures(clips).stages)
    #expect(stages.frontEnd == -0.25)
    #expect(stages.network == 0)
    #expect(stages.score == 0.5)
    #expect((stages.frontEnd ?? 0) + stages.network + stages.score == 0.25)
  }

  @Test func theFrontEndStageIsAbsentForFeatures() throws {
    #expect(try figures(clips, hasFrontEnd: false).stages?.frontEnd == nil)
  }

  @Test func aDecisionChangesWhereTheChainsLieOnDifferentSidesOfTheThreshold() throws {
    // Clip 3 falls from 4 to 2.5; the one at the threshold itself counts as an anomaly in both.
    let figures = try figures(clips)
    #expect(figures.changedDecisions == 1)
    #expect(figures.clipCount == 4)
  }

  @Test func scoreErrorsAreRelativeToTheFloatScore() throws {
    let error = try figures(clips).scoreError
    #expect(error.maximum == 0.375)
    #expect(error.median == 0)
  }

  @Test func theOrderOfTheClipsIsThatOfChainsAAndD() throws {
    // 3 and 4 become 3 and 2.5: one of six pairs.
    let order = try figures(clips).rankAgreement
    #expect(order.discordantPairs == 1 && order.pairs == 6)
    #expect(abs((order.spearman ?? 0) - 0.8) < 1e-12)
  }

  @Test func withoutAnomaliesThereIsNoAreaAndNoStage() throws {
    let figures = try figures(clips.filter { $0.clip.label == .normal })
    #expect(figures.float.auc == nil)
    #expect(figures.loss == nil)
    #expect(figures.stages == nil)
    #expect(figures.clipCount == 2)
  }

  @Test func areasAreMeansOverIDs() throws {
    let perfect = [
      clip("id_02", .normal, 0, a: 1, b: 1, c: 1, d: 1),
      clip("id_02", .anomaly, 1, a: 2, b: 2, c: 2, d: 2),
    ]
    let figures = try figures(clips + perfect)
    #expect(figures.float.auc == 0.875)
    #expect(figures.perID.map(\.id) == ["id_00", "id_02"])
  }

  @Test func aScoreThatIsNoNumberIsAnError() {
    #expect(throws: EvaluationError.self) {
      try figures([clip("id_00", .normal, 0, a: .nan, b: 1, c: 1, d: 1)])
    }
  }

  @Test func sectionsAreJudgedBySourceAndTarget() {
    #expect(AveragingRule(.dcase2020) == .dcase2020)
    #expect(AveragingRule(.mimii) == .dcase2020)
    #expect(AveragingRule(.dcase2021) == .dcase2021)
  }
}
