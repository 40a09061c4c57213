import Foundation
import ThresholdFitting

/// The JSON object that a model file carries: where it comes from and what was measured.
public struct ModelMetadata: Sendable, Equatable, Codable {
  /// AUC and partial AUC as measured on labelled clips, means over ids.
  public struct Areas: Sendable, Equatable, Codable {
    /// 0…1.
    public var auc: Double?
    /// Up to a false positive rate of .1, standardised; 0…1.
    public var pauc: Double?

    /// Areas as measured.
    public init(auc: Double?, pauc: Double?) {
      self.auc = auc
      self.pauc = pauc
    }

    /// Writes null for what was not measured.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(auc, forKey: .auc)
      try container.encode(pauc, forKey: .pauc)
    }
  }

  /// Machine type the model was trained on.
  public var machine: String?
  /// Ids it was trained on.
  public var ids: [String]
  /// `dense-ae`, `conv-ae`, …
  public var family: String
  /// How the family was chosen, where it was: what `edgeasd train` compared. nil where it was named.
  public var choice: String?
  /// SHA-256 of the features it was trained on.
  public var dataSetDigest: String?
  /// Version of the tool that wrote the file.
  public var toolVersion: String
  /// Of activations: `int8`, `q15` or `mixed`.
  public var activations: String
  /// `auto`, or a `CalibrationMethod`.
  public var calibrationMethod: String
  /// Clips it was calibrated on.
  public var calibrationClips: Int
  /// Shape of the Gamma distribution of normal decisions.
  public var gammaShape: Double
  /// Its scale, dB².
  public var gammaScale: Double
  /// The float model on the validation clips.
  public var float: Areas
  /// This model on the same clips.
  public var quantized: Areas

  enum CodingKeys: String, CodingKey {
    case machine, ids, family, choice, activations, float, quantized
    case dataSetDigest = "dataset_sha256"
    case toolVersion = "tool_version"
    case calibrationMethod = "calibration_method"
    case calibrationClips = "calibration_clips"
    case gammaShape = "gamma_shape"
    case gammaScale = "gamma_scale"
  }

  /// Nothing measured yet.
  public init(
    machine: String?, ids: [String], family: String, dataSetDigest: String?, toolVersion: String,
    activations: String, calibrationMethod: String, calibrationClips: Int,
    distribution: GammaDistribution
  ) {
    self.machine = machine
    self.ids = ids
    self.family = family
    self.dataSetDigest = dataSetDigest
    self.toolVersion = toolVersion
    self.activations = activations
    self.calibrationMethod = calibrationMethod
    self.calibrationClips = calibrationClips
    gammaShape = distribution.shape
    gammaScale = distribution.scale
    float = Areas(auc: nil, pauc: nil)
    quantized = Areas(auc: nil, pauc: nil)
  }

  /// One line of JSON with sorted keys; null for what is not known.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Finite numbers and strings always encode.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Reads what `json` wrote; nil for metadata of another kind.
  public init?(json: String) {
    guard let value = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else {
      return nil
    }
    self = value
  }
}
