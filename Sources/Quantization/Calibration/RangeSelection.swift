/// The choice, tensor by tensor, of the calibration method that changes the score least.
///
/// What normal sound shows is not enough to choose by: a range that cuts its rare extremes rounds
/// the rest more finely and looks better on average, and it cuts just where abnormal sound drives
/// the activations. A candidate therefore must not be worse than the whole range on hard windows: those
/// on which activations reach their extremes, and windows to which something was added that normal
/// sound does not have.
struct RangeSelection {
  let statistics: [ActivationStatistics]
  /// On normal windows.
  let normal: ScoreProbe
  /// On disturbed ones, and on those where tensors reach their ends.
  let hard: ScoreProbe
  let plan: PrecisionPlan

  /// What was chosen for a tensor.
  struct Choice {
    var method: CalibrationMethod
    var range: ActivationRange
    /// Methods that were better on normal windows and worse on hard ones.
    var refused: [CalibrationMethod]

    /// Everything that was seen, of each tensor.
    static func whole(_ ranges: [ActivationRange]) -> [Choice] {
      ranges.map { Choice(method: .minMax, range: $0, refused: []) }
    }
  }

  /// In this order, so that the first of equals is the one that cuts least.
  private static let candidates: [CalibrationMethod] = [
    .minMax, .percentile(99.999), .percentile(99.99), .meanSquaredError, .entropy, .movingAverage,
  ]

  /// One choice a tensor of the fused graph.
  func choices() -> [Choice] { statistics.indices.map(choice) }

  private func choice(_ tensor: Int) -> Choice {
    let whole = CalibrationMethod.minMax.range(of: statistics[tensor], on: plan.grid(tensor))
    var best = Choice(method: .minMax, range: whole, refused: [])
    // Tensors of 16 bits have steps to spare, and those that are not rounded have no choice.
    guard plan.activations[tensor] == .int8, isRounded(tensor), whole.minimum < whole.maximum else {
      return best
    }
    var seen = [whole]
    var least = deviation(normal, tensor, whole)
    let limit = deviation(hard, tensor, whole)
    for method in Self.candidates.dropFirst() {
      let range = method.range(of: statistics[tensor], on: plan.grid(tensor))
      guard !seen.contains(range), range.minimum < range.maximum else { continue }
      seen.append(range)
      let found = deviation(normal, tensor, range)
      guard found < least else { continue }
      if deviation(hard, tensor, range) > limit {
        best.refused.append(method)
      } else {
        least = found
        best.method = method
        best.range = range
      }
    }
    return best
  }

  private func deviation(_ probe: ScoreProbe, _ tensor: Int, _ range: ActivationRange) -> Double {
    let steps = TensorQuantization(covering: range, as: plan.activations[tensor])
    return probe.deviation(.init(tensors: [tensor: steps])).badness
  }

  /// Whether the tensor has steps of its own.
  private func isRounded(_ tensor: Int) -> Bool {
    guard tensor > 0 else { return true }
    switch normal.fused.layers[tensor - 1].operation {
    case .logistic, .tanh, .softmax: return false
    case let operation: return !operation.keepsSteps
    }
  }
}

extension PrecisionPlan {
  /// The grid of a tensor's integers.
  func grid(_ tensor: Int) -> ActivationGrid { activations[tensor] == .int8 ? .int8 : .int16 }
}
