import Evaluation
import Quantization

/// What became of a detector on a machine, as a file keeps it.
struct BenchmarkOutcome: Codable, Equatable {
  /// What the integers need.
  struct Cost: Codable, Equatable {
    var fileBytes: Int
    var memoryBytes: Int
    /// Multiplications a window.
    var multiplications: Int
    /// Of training, on one core, with the search for settings.
    var seconds: Double
  }

  var machine: String
  var detector: String
  var seed: UInt64
  /// Of everything that it depends on.
  var inputs: String
  /// Areas under the ROC curve, means over ids.
  var float: ModelMetadata.Areas?
  /// nil of a detector that is not quantized.
  var quantized: ModelMetadata.Areas?
  /// At the threshold, of the integers; nil where there is no threshold.
  var confusion: ConfusionMatrix?
  var cost: Cost?
  /// Of what is trained with settings that were searched for.
  var search: SettingsSearch?
  /// Why there are no figures; nil where there are.
  var reason: String?
}
