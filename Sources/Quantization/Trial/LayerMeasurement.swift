import FloatModels

/// Integer network beside the float one: tensor by tensor, and as the score has it.
struct LayerMeasurement: Sendable, Equatable {
  /// One a tensor of the fused graph.
  private(set) var ratios: [SignalToNoise]
  /// Elements at an end of their range.
  private(set) var saturated: [Int]
  /// Elements compared.
  private(set) var counts: [Int]
  /// Score as the head takes it, beside the float one.
  private(set) var score = OutputDeviation()
  /// Score of the output rounded to the last tensor's integers.
  private(set) var roundedScore = OutputDeviation()

  init(tensors: Int) {
    ratios = Array(repeating: SignalToNoise(), count: tensors)
    saturated = Array(repeating: 0, count: tensors)
    counts = saturated
  }

  mutating func add(_ tensor: Int, real: [Float], integer: [Float], saturated: Int) {
    for (real, integer) in zip(real, integer) {
      ratios[tensor].add(Double(real), Double(integer))
    }
    self.saturated[tensor] += saturated
    counts[tensor] += integer.count
  }

  mutating func addScore(
    input: [Float], real: [Float], integer: [Float], rounded: [Float],
    by description: ScoreDescription
  ) {
    score.add(input: input[...], real: real[...], other: integer[...], by: description)
    roundedScore.add(input: input[...], real: real[...], other: rounded[...], by: description)
  }

  mutating func add(_ other: LayerMeasurement) {
    for tensor in ratios.indices {
      ratios[tensor].add(other.ratios[tensor])
      saturated[tensor] += other.saturated[tensor]
      counts[tensor] += other.counts[tensor]
    }
    score.add(other.score)
    roundedScore.add(other.roundedScore)
  }
}
