import Datasets
import EdgeRuntime
import Features
import Quantization

/// The device's code as built for this workstation.
public struct HostTarget: DeviceTarget {
  private let image: ModelImage

  /// A target that runs the model.
  public init(_ image: ModelImage) { self.image = image }

  /// `host`
  public var name: String { "host" }

  /// Runs a fresh detector over a whole clip.
  public func run(_ contents: ClipReader.Contents, of clip: Clip) throws -> DeviceRun {
    try run(contents, id: clip.id)
  }

  /// Runs a fresh detector over a whole clip of a machine.
  public func run(_ clip: ClipReader.Contents, id: String? = nil) throws -> DeviceRun {
    var scores: [Int64] = []
    let model = try image.model()
    let observer = ExactHead(model, id: model.index(ofID: id))
    let head = try DetectorRun(image).run(clip, id: id, observer: observer) { event in
      if case .window(_, let scoreQ24) = event { scores.append(scoreQ24) }
    }
    return DeviceRun(
      frames: LogMelFrames(values: head.frames, bands: head.bands), windowScoresQ24: scores,
      exactHeadScores: head.scores)
  }
}
