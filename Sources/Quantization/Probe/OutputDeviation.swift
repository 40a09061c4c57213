import FloatModels

/// How far a network's output, and the score that is made of it, is from the float one's.
public struct OutputDeviation: Sendable, Equatable {
  /// Of the output.
  public private(set) var output = SignalToNoise()
  /// Σ ((s' - s) / s)² over decisions, s the float score.
  private var scoreSquares = 0.0
  private var decisions = 0

  /// Of nothing.
  public init() {}

  /// Adds a window as a decision of its own: its input, the float output, and the other one.
  mutating func add(
    input: ArraySlice<Float>, real: ArraySlice<Float>, other: ArraySlice<Float>,
    by score: ScoreDescription
  ) {
    addDecision(addWindow(input: input, real: real, other: other, by: score))
  }

  /// Adds the output of a window, and returns what it adds to the decision's scores.
  mutating func addWindow(
    input: ArraySlice<Float>, real: ArraySlice<Float>, other: ArraySlice<Float>,
    by score: ScoreDescription
  ) -> Scores {
    var scores = Scores()
    if let scored = score.ofOutput(real), let otherScored = score.ofOutput(other) {
      for (y, z) in zip(real, other) { output.add(Double(y), Double(z)) }
      return Scores(real: scored, other: otherScored)
    }
    input.dropFirst(score.firstCompared ?? 0).withUnsafeBufferPointer { x in
      real.withUnsafeBufferPointer { y in
        other.withUnsafeBufferPointer { z in
          for index in y.indices {
            output.add(Double(y[index]), Double(z[index]))
            let (error, otherError) = (Double(x[index] - y[index]), Double(x[index] - z[index]))
            scores.real += error * error
            scores.other += otherError * otherError
          }
        }
      }
    }
    return scores
  }

  /// Scores of one window, or their sum over several.
  struct Scores: Sendable, Equatable {
    var real = 0.0
    var other = 0.0
  }

  /// Adds a decision, of which all windows were added.
  mutating func addDecision(_ scores: Scores) {
    decisions += 1
    guard scores.real > 0 else { return }
    let change = scores.other / scores.real - 1
    scoreSquares += change * change
  }

  /// Adds what another one has seen.
  mutating func add(_ other: OutputDeviation) {
    output.add(other.output)
    scoreSquares += other.scoreSquares
    decisions += other.decisions
  }

  /// Root of the mean squared relative error of a decision's score. Decisions on windows that the
  /// float network reproduces exactly have none.
  public var scoreError: Double {
    decisions > 0 ? (scoreSquares / Double(decisions)).squareRoot() : 0
  }

  /// One number to compare by: the score's error, or the output's where no decision has a score.
  var badness: Double {
    if scoreSquares > 0 { return scoreError }
    return output.relativeNoise
  }
}

extension ScoreDescription {
  /// A score of the output alone, of no machine in particular; nil where it is compared with the window.
  fileprivate func ofOutput(_ output: ArraySlice<Float>) -> Double? {
    switch self {
    case .meanSquaredError, .interpolationError, .none: nil
    case .nearestPrototype, .nearestCluster: score(ofOutput: output, id: nil)
    // The mean over all machines, so that every logit counts: that of the likeliest is almost nothing.
    case .crossEntropy(let score):
      score.ids.reduce(0) { $0 + score.entropy(output, id: $1) } / Double(score.ids.count)
    }
  }
}
