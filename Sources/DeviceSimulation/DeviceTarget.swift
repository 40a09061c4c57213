import Datasets

/// Something that runs the device's code on a clip: this workstation's build of it, or a
/// cross-built program in an emulator.
public protocol DeviceTarget: Sendable {
  /// As `--target` names it.
  var name: String { get }
  /// Runs a fresh detector over a whole clip.
  func run(_ contents: ClipReader.Contents, of clip: Clip) throws -> DeviceRun
}

/// What the device made of a clip.
public struct DeviceRun: Sendable, Equatable {
  /// The frames that its front end computed, or was given.
  public var frames: LogMelFrames
  /// Score of each window, dB² in Q24.
  public var windowScoresQ24: [Int64]
  /// Score of each window in dB², computed in Double from the output of the integer network at
  /// accumulator precision: what an exact score head would have said.
  public var exactHeadScores: [Double]

  /// What an emulator found out; nil where none ran.
  public var emulation: EmulatedRun?

  /// What the device made of a clip.
  public init(frames: LogMelFrames, windowScoresQ24: [Int64], exactHeadScores: [Double]) {
    self.frames = frames
    self.windowScoresQ24 = windowScoresQ24
    self.exactHeadScores = exactHeadScores
  }

  /// The clip's score as the device takes a mean, dB² in Q24: rounded to the nearest integer.
  /// nil without a window.
  public var clipScoreQ24: Int64? {
    guard !windowScoresQ24.isEmpty else { return nil }
    let count = Int64(windowScoresQ24.count)
    // A score is below 2⁴³ (see `ReconstructionError`), so that a million windows fit.
    return (windowScoresQ24.reduce(0, +) + count / 2) / count
  }
}
