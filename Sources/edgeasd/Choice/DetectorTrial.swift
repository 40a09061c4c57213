import Training

/// What a trial of a detector came to, as a file keeps it.
struct DetectorTrial: Codable, Equatable {
  /// What the device needs.
  struct Cost: Codable, Equatable {
    var fileBytes: Int
    var memoryBytes: Int
    /// Multiplications a window.
    var multiplications: Int
  }

  /// As `DetectorKind.name` has it.
  var detector: String
  /// nil where it was not tried.
  var hearing: FaultHearing?
  /// Of the detector that learns from all clips; nil where none can be made.
  var cost: Cost?
  /// Of the trial, on one core.
  var seconds: Double = 0
  /// Why it was not tried; nil where it was.
  var reason: String?
}

/// What a detector must not exceed.
struct DetectorLimits {
  /// Bytes of the detector's memory.
  var memory: Int?
  /// Bytes of the model file.
  var file: Int?
  /// Multiplications a window.
  var multiplications: Int?

  /// Why a detector does not fit, in a clause; nil where it does.
  func excess(of cost: DetectorTrial.Cost) -> String? {
    if let memory, cost.memoryBytes > memory {
      return "needs \(Figures.count(cost.memoryBytes)) bytes of memory"
    }
    if let file, cost.fileBytes > file {
      return "its file has \(Figures.count(cost.fileBytes)) bytes"
    }
    if let multiplications, cost.multiplications > multiplications {
      return "takes \(Figures.count(cost.multiplications)) MACs a window"
    }
    return nil
  }
}
