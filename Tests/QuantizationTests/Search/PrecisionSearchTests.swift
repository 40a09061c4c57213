import EdgeRuntime
import FloatModels
import Testing

@testable import Quantization

/// The search, on figures that are made up here.
@Suite struct PrecisionSearchTests {
  /// Three layers a, b and c of 10, 100 and 10 weights.
  private static let fused: FusedGraph = {
    func dense(_ name: String, _ units: Int, _ inputs: Int, _ source: Int) -> Node {
      Node(
        name: name, operation: .dense(units: units), inputs: [source],
        parameters: [
          "weight": Tensor(shape: [units, inputs]), "bias": Tensor(shape: [units]),
        ])
    }
    let graph = Graph(
      input: Shape(vector: 1),
      nodes: [dense("a", 10, 1, -1), dense("b", 10, 10, 0), dense("c", 1, 10, 1)])
    do { return try FusedGraph(graph) } catch { fatalError("\(error)") }
  }()

  /// Costs of 8 bits: of tensors input, a, b (c is only sums), then of weights a, b, c.
  private static func costs(
    _ activations: [Double], _ weights: [Double], narrow: [Double] = []
  ) -> ItemCosts {
    var costs = ItemCosts()
    for (tensor, cost) in activations.enumerated() { costs.activations[tensor] = cost }
    for (layer, cost) in weights.enumerated() {
      costs.weights[layer] = [.int8: cost]
      if !narrow.isEmpty { costs.weights[layer]?[.int4] = narrow[layer] }
    }
    return costs
  }

  /// Twice its bits are bytes of the memory of each tensor, and weights are bytes of the file; the
  /// loss is that of `loss`.
  private static func trial(
    _ plan: PrecisionPlan, loss: (PrecisionPlan) -> Double
  ) -> PrecisionSearch.Trial {
    let weights = zip([10, 100, 10], plan.weights).reduce(0) { $0 + $1.0 * $1.1.bits / 8 }
    return PrecisionSearch.Trial(
      loss: loss(plan), memoryBytes: plan.activations.reduce(0) { $0 + 10 * $1.byteCount },
      fileBytes: weights)
  }

  private static func run(
    _ limits: SearchLimits, _ costs: ItemCosts, from start: PrecisionPlan? = nil,
    loss: (PrecisionPlan) -> Double = { _ in 0 }
  ) throws -> PrecisionSearch.Outcome {
    try PrecisionSearch(limits: limits, fused: fused, costs: costs)
      .run(from: start ?? PrecisionPlan(fused)) { trial($0, loss: loss) }
  }

  private static func changes(_ outcome: PrecisionSearch.Outcome) -> [String] {
    outcome.path.map(\.change)
  }

  /// A loss that falls by a tenth with every step.
  private static func falling(_ plan: PrecisionPlan) -> Double {
    let bits =
      plan.activations.reduce(0) { $0 + $1.byteCount - 1 }
      + plan.weights.reduce(0) { $0 + ($1 == .int16 ? 1 : $1 == .int4 ? -1 : 0) }
    return 0.55 - 0.1 * Double(bits)
  }

  @Test func whatKeepsToTheLimitsIsLeftAlone() throws {
    let outcome = try Self.run(
      SearchLimits(loss: 0.1, memory: 1000, file: 1000), Self.costs([1, 2, 3], [4, 5, 6]))
    #expect(Self.changes(outcome) == ["start"] && outcome.failure == nil)
    #expect(outcome.plan == PrecisionPlan(Self.fused))
  }

  @Test func theDearestIsRaisedFirstUntilTheLossIsSmallEnough() throws {
    let costs = Self.costs([0.2, 0.7, 0.1], [0.3, 0.5, 0.7])
    let outcome = try Self.run(SearchLimits(loss: 0.2), costs, loss: Self.falling)
    #expect(
      Self.changes(outcome) == [
        // Of equals, activations come before weights.
        "start", "a activations to 16 bits", "c weights to 16 bits", "b weights to 16 bits",
        "a weights to 16 bits",
      ])
    #expect(outcome.failure == nil)
    #expect(outcome.plan.activations == [.int8, .int16, .int8, .int8])
    #expect(outcome.plan.weights == [.int16, .int16, .int16])
    for (index, step) in outcome.path.enumerated() {
      #expect(abs(step.loss - (0.55 - 0.1 * Double(index))) < 1e-9)
    }
    #expect(outcome.path.map(\.memoryBytes) == [40, 50, 50, 50, 50])
    #expect(outcome.path.map(\.fileBytes) == [120, 120, 130, 230, 240])
  }

  @Test func whatIsTooLargeIsLeftAndTheNextOneTried() throws {
    let costs = Self.costs([0.1, 0.9, 0.2], [0.3, 0.8, 0.7])
    let outcome = try Self.run(
      SearchLimits(loss: 0.4, memory: 40, file: 200), costs, loss: Self.falling)
    #expect(
      Self.changes(outcome) == [
        "start", "a activations to 16 bits: too large, left",
        "b weights to 16 bits: too large, left", "c weights to 16 bits", "a weights to 16 bits",
      ])
    #expect(outcome.failure == nil)
    #expect(outcome.plan.weights == [.int16, .int8, .int16])
    #expect(outcome.plan.activations == [.int8, .int8, .int8, .int8])
  }

  @Test func weightsOfFourBitsAreRaisedToEightBeforeSixteen() throws {
    let costs = Self.costs([0.3, 0.1, 0.1], [0.5, 0.01, 0.02], narrow: [8, 2, 0.2])
    let outcome = try Self.run(
      SearchLimits(loss: 0.46), costs, from: PrecisionPlan(Self.fused, weights: .int4),
      loss: Self.falling)
    #expect(
      Self.changes(outcome) == [
        "start", "a weights to 8 bits", "b weights to 8 bits", "a weights to 16 bits",
        "input to 16 bits",
      ])
    #expect(outcome.plan.weights == [.int16, .int8, .int4])
  }

  @Test func weightsAreNarrowedByWhatAByteCosts() throws {
    // By weight: 1/10, 2/100, 3/10.
    let costs = Self.costs([0, 0, 0], [0, 0, 0], narrow: [1, 2, 3])
    let outcome = try Self.run(SearchLimits(file: 66), costs)
    #expect(
      Self.changes(outcome) == ["start", "b weights to 4 bits", "a weights to 4 bits"])
    #expect(outcome.plan.weights == [.int4, .int4, .int8] && outcome.failure == nil)
    #expect(outcome.path.map(\.fileBytes) == [120, 70, 65])
  }

  @Test func narrowedWeightsAreNotRaisedAgainWhereTheyDoNotFit() throws {
    let costs = Self.costs([0.1, 0, 0], [0.2, 0, 0], narrow: [1, 2, 3])
    let outcome = try Self.run(SearchLimits(loss: 0.55, file: 70), costs, loss: Self.falling)
    #expect(
      Self.changes(outcome).prefix(4) == [
        "start", "b weights to 4 bits", "b weights to 8 bits: too large, left",
        "a weights to 16 bits: too large, left",
      ])
    #expect(Self.changes(outcome).last == "input to 16 bits")
    #expect(outcome.failure == nil && outcome.plan.weights == [.int8, .int4, .int8])
  }

  @Test func aFileThatStaysTooLargeIsTheReason() throws {
    let costs = Self.costs([0, 0, 0], [0, 0, 0], narrow: [1, 2, 3])
    let outcome = try Self.run(SearchLimits(file: 59), costs)
    #expect(outcome.failure == .file(found: 60, limit: 59) && outcome.path.count == 4)
    // Nothing may be changed: costs are unknown.
    let fixed = try Self.run(SearchLimits(file: 119), ItemCosts())
    #expect(fixed.failure == .file(found: 120, limit: 119) && fixed.path.count == 1)
    #expect(!fixed.isWorthTuning)
  }

  @Test func memoryThatStaysTooLargeIsTheReason() throws {
    let outcome = try Self.run(
      SearchLimits(loss: 0, memory: 39), Self.costs([1, 1, 1], [1, 1, 1]))
    #expect(outcome.failure == .memory(found: 40, limit: 39) && outcome.path.count == 1)
    #expect(!outcome.isWorthTuning)
  }

  @Test func aLossThatStaysTooLargeIsTheReasonWithTheBestThatWasFound() throws {
    // The last step makes it worse.
    let costs = Self.costs([0.3, 0.2, 0.1], [0.6, 0.5, 0.4])
    let outcome = try Self.run(SearchLimits(loss: 0.01), costs) { plan in
      plan.activations[2] == .int16 ? 0.3 : Self.falling(plan)
    }
    guard case .loss(let found, limit: 0.01) = outcome.failure else {
      Issue.record("\(String(describing: outcome.failure))")
      return
    }
    #expect(abs(found - 0.05) < 1e-9 && outcome.path.count == 7 && outcome.isWorthTuning)
  }

  @Test func itemsThatNobodyMeasuredAreNotRaised() throws {
    let outcome = try Self.run(SearchLimits(loss: 0), ItemCosts(), loss: Self.falling)
    #expect(outcome.failure != nil && outcome.path.count == 1)
  }

  @Test(
    arguments: [
      (.loss(found: 0.01234, limit: 0.01), "0.0123"),
      (.memory(found: 70_000, limit: 65_536), "70000"),
      (.file(found: 70_000, limit: 65_536), "70000"),
    ] as [(SearchFailure.Reason, String)])
  func failuresSayWhatWasFoundAndWhatToDo(reason: SearchFailure.Reason, number: String) {
    let text = SearchFailure(reason, path: []).description
    #expect(text.split(separator: "\n").count == 3)
    #expect(text.contains("no file was written") && text.contains(number))
  }
}
