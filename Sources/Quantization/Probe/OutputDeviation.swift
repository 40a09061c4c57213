/// How far a network's output, and the score that is made of it, is from the float one's.
public struct OutputDeviation: Sendable, Equatable {
  /// Of the output.
  public private(set) var output = SignalToNoise()
  /// Σ ((s' - s) / s)² over windows, s the float score.
  private var scoreSquares = 0.0
  private var windows = 0

  /// Of nothing.
  public init() {}

  /// Adds a window: its input, the float output, and the other one.
  mutating func add(
    input: ArraySlice<Float>, real: ArraySlice<Float>, other: ArraySlice<Float>
  ) {
    var (score, changed) = (0.0, 0.0)
    input.withUnsafeBufferPointer { x in
      real.withUnsafeBufferPointer { y in
        other.withUnsafeBufferPointer { z in
          for index in y.indices {
            output.add(Double(y[index]), Double(z[index]))
            let (error, otherError) = (Double(x[index] - y[index]), Double(x[index] - z[index]))
            score += error * error
            changed += otherError * otherError
          }
        }
      }
    }
    windows += 1
    guard score > 0 else { return }
    scoreSquares += (changed / score - 1) * (changed / score - 1)
  }

  /// Adds what another one has seen.
  mutating func add(_ other: OutputDeviation) {
    output.add(other.output)
    scoreSquares += other.scoreSquares
    windows += other.windows
  }

  /// Root of the mean squared relative error of a window's score. Windows that the float network
  /// reproduces exactly have none.
  public var scoreError: Double {
    windows > 0 ? (scoreSquares / Double(windows)).squareRoot() : 0
  }

  /// One number to compare by: the score's error, or the output's where no window has a score.
  var badness: Double {
    if scoreSquares > 0 { return scoreError }
    return output.relativeNoise
  }
}
