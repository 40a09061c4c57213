import Datasets

/// One clip's score by each chain from float to device, in dB².
///
/// | chain | front end | network | score |
/// |---|---|---|---|
/// | A | float | float | float |
/// | B | device | float | float |
/// | C | device | integer | float, on the network's accumulators |
/// | D | device | integer | device |
public struct ChainScores: Sendable, Equatable {
  /// Float.
  public var a: Double
  /// Device's front end.
  public var b: Double
  /// Device's front end and network.
  public var c: Double
  /// Device.
  public var d: Double

  /// The scores of the four chains.
  public init(a: Double, b: Double, c: Double, d: Double) {
    self.a = a
    self.b = b
    self.c = c
    self.d = d
  }
}

/// A clip that all four chains have heard.
public struct SimulatedClip: Sendable, Equatable {
  /// Which clip.
  public var clip: Clip
  /// Its score by each chain.
  public var scores: ChainScores
  /// Chain D's score as the device has it, dB² in Q24.
  public var deviceScoreQ24: Int64
  /// SHA-256 of the frames that the device heard, see `FeatureDigest`.
  public var framesDigest: String
  /// What an emulator found out; nil where none ran.
  public var emulation: EmulatedRun?

  /// A clip with its scores.
  public init(
    clip: Clip, scores: ChainScores, deviceScoreQ24: Int64, framesDigest: String,
    emulation: EmulatedRun? = nil
  ) {
    self.clip = clip
    self.scores = scores
    self.deviceScoreQ24 = deviceScoreQ24
    self.framesDigest = framesDigest
    self.emulation = emulation
  }
}
