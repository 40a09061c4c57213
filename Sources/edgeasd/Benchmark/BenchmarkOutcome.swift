/// What became of a detector on a machine, as a file keeps it.
struct BenchmarkOutcome: Codable, Equatable {
  /// Areas under the ROC curve, means over ids.
  struct Areas: Codable, Equatable {
    var auc: Double?
    var pauc: Double?
  }

  /// Clips on either side of the threshold.
  struct Confusion: Codable, Equatable {
    var truePositive = 0
    var falsePositive = 0
    var trueNegative = 0
    var falseNegative = 0

    /// Part of the alarms that were right; nil without an alarm.
    var precision: Double? {
      truePositive + falsePositive > 0
        ? Double(truePositive) / Double(truePositive + falsePositive) : nil
    }

    /// Part of the anomalies that were found; nil without an anomaly.
    var recall: Double? {
      truePositive + falseNegative > 0
        ? Double(truePositive) / Double(truePositive + falseNegative) : nil
    }

    /// Harmonic mean of both; nil where there is neither an alarm nor an anomaly.
    var f1: Double? {
      let sum = 2 * truePositive + falsePositive + falseNegative
      return sum > 0 ? Double(2 * truePositive) / Double(sum) : nil
    }
  }

  /// What the integers need.
  struct Cost: Codable, Equatable {
    var fileBytes: Int
    var memoryBytes: Int
    /// Multiplications a window.
    var multiplications: Int
    /// Of training, on one core.
    var seconds: Double
  }

  var machine: String
  var detector: String
  var seed: UInt64
  /// Of everything that it depends on.
  var inputs: String
  var float: Areas?
  /// nil of a detector that is not quantized.
  var quantized: Areas?
  /// At the threshold, of the integers; nil where there is no threshold.
  var confusion: Confusion?
  var cost: Cost?
  /// Why there are no figures; nil where there are.
  var reason: String?

  /// Of areas, float less quantized.
  var loss: Double? {
    guard let float = float?.auc, let quantized = quantized?.auc else { return nil }
    return float - quantized
  }

  private enum CodingKeys: String, CodingKey {
    case machine, detector, seed, inputs, float, quantized, confusion, cost, reason
  }
}
