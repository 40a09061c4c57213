import ClipFeatures
import ClipOptions
import CommandLineInterface
import Datasets
import FloatModels
import Quantization

/// The normal training clips of a machine, dealt out a few at a time, so that a large set needs no
/// more memory than a small one.
final class CalibrationClips: CalibrationSource {
  private let clips: [Clip]
  private let source: ClipFeatures
  private let policy: BadFilePolicy
  private static let chunk = 16
  /// Of the first pass; nil before its end.
  private(set) var digest: String?

  init(_ clips: [Clip], for model: FloatModel, _ arguments: ParsedArguments, in folder: String)
    throws
  {
    guard !clips.isEmpty else {
      throw CommandFailure(
        .failure,
        """
        there is no normal sound to calibrate on
          \(folder): no normal training clip of \(model.record["machine"] ?? "the machine")
          give the folder that the model was trained on
        """)
    }
    self.clips = clips
    policy = ClipParameters.policy(arguments)
    source = try ClipFeatures(
      model.frontEnd, channel: arguments[ClipParameters.channel],
      minimumFrames: model.windowing.framesPerWindow, cache: ClipParameters.featureCache(arguments))
  }

  /// Frames of the good clips, in order, some at a time; bad ones are listed the first time.
  func forEachPart(_ purpose: String, _ body: ([CalibrationClip]) throws -> Void) throws {
    let line = ProgressLine(purpose, total: clips.count, unit: "clips")
    defer { line.finish() }
    var bad: [BadFile] = []
    var frames = FramesDigest()
    for first in stride(from: 0, to: clips.count, by: Self.chunk) {
      let part = Array(clips[first..<min(first + Self.chunk, clips.count)])
      let extraction = try source.extract(
        part, policy: policy, shouldStop: { Interrupt.isRequested })
      if Interrupt.isRequested { throw CancellationError() }
      try body(extraction.results.values.map { CalibrationClip($0.value.values, id: $0.clip.id) })
      if digest == nil { for (_, value) in extraction.results.values { frames.add(value) } }
      line.update(first + part.count)
      bad += extraction.results.bad
    }
    line.finish()
    if digest == nil { digest = frames.sha256 }
    if purpose == Self.firstPurpose { ClipParameters.report(bad, of: clips.count) }
  }

  /// How many there are, good and bad.
  var clipCount: Int { clips.count }

  /// The quantizer's first look.
  private static let firstPurpose = "surveying"
}
