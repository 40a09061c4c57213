import FloatModels
import SeededRandom
import Testing

@testable import Training

@Suite("EmbeddedGaussian")
struct EmbeddedGaussianTests {
  /// A body whose last layer is linear, and its outputs for windows of two ids.
  private static func embeddings(
    _ count: Int
  ) throws -> (body: Graph, inputs: [[Float]], outputs: [PooledWindow]) {
    let body = try TrainingGraphs.sequential(
      Shape(height: 3, width: 1, channels: 4),
      [.convolution(filters: 6, .square(1)), .relu, .mean([.rows, .columns]), .dense(units: 5)],
      seed: 3)
    var random = SeededGenerator(seed: 6)
    let inputs = (0..<count).map { _ in TrainingGraphs.numbers(12, &random) }
    let network = try Network(body)
    let outputs = inputs.enumerated().map { number, input in
      PooledWindow(
        network.forward(input, batch: 1).map(Double.init), id: number % 2 == 0 ? "a" : "b",
        clip: number)
    }
    return (body, inputs, outputs)
  }

  @Test("the one network gives what body and whitening give", arguments: [true, false, nil])
  func folding(_ isShared: Bool?) throws {
    let (body, inputs, outputs) = try Self.embeddings(80)
    let fit = try EmbeddedGaussian(body, outputs, isShared: isShared)
    #expect(fit.gaussian.isShared == (isShared ?? false))
    #expect(fit.graph.nodes.count == body.nodes.count)
    let (network, whitening) = (try Network(fit.graph), try Network(fit.gaussian.graph))
    let scores = try fit.gaussian.scores(of: outputs)
    for (index, input) in inputs.enumerated() {
      let found = network.forward(input, batch: 1)
      let expected = whitening.forward(outputs[index].values.map(Float.init), batch: 1)
      for (y, z) in zip(found, expected) { #expect(abs(y - z) < 1e-4 * max(1, abs(z))) }
      let score = fit.gaussian.score.distance(found[...], id: outputs[index].id)
      #expect(abs(score - scores[index]) < 1e-3 * max(1, scores[index]))
    }
    // What was learned from has a mean square of 1 in every direction, or what shrinking leaves of it.
    #expect(abs(scores.reduce(0, +) / Double(scores.count) - 1) < 0.3)
  }

  @Test("outputs that never vary, and none at all")
  func degenerate() throws {
    let (body, _, outputs) = try Self.embeddings(4)
    let still = outputs.map { PooledWindow([1, 2, 3, 4, 5], id: $0.id, clip: $0.clip) }
    let fit = try EmbeddedGaussian(body, still)
    #expect(try fit.gaussian.scores(of: still).allSatisfy { $0.isFinite })
    #expect(throws: TrainingError.self) { try EmbeddedGaussian(body, []) }
  }
}
