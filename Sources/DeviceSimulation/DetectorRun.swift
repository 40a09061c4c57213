import Datasets
import EdgeRuntime
import Quantization

/// Runs fresh detectors of a model over whole clips.
public struct DetectorRun: Sendable {
  private let image: ModelImage

  /// - Parameter image: of a model that `ModelImage.model()` accepts.
  public init(_ image: ModelImage) { self.image = image }

  /// Runs a detector from the start of the clip to its end, and emits all it has to say.
  ///
  /// - Parameters:
  ///   - clip: sound at the model's rate, or frames of the model's bands.
  ///   - id: the machine that is heard, where the model tells machines apart; nil, or one that it
  ///     does not know, takes the one that it sounds most like.
  ///   - calibration: in place of the model's.
  ///   - emit: windows and decisions in order; the last decision may be an incomplete one.
  /// - Returns: the observer, having seen everything.
  /// - Throws: `ModelError` for bytes that are no model.
  @discardableResult
  public func run<Observer: LayerObserver>(
    _ clip: ClipReader.Contents, id: String? = nil, observer: Observer = NoObserver(),
    calibration: SiteCalibration? = nil,
    _ emit: (DetectorEvent) -> Void
  ) throws(ModelError) -> Observer {
    try image.withDetector(observer: observer, calibration: calibration) { detector in
      detector.id = detector.model.index(ofID: id)
      switch clip {
      case .sound(let pcm): detector.process(pcm.samples.span, emit)
      case .logMel(let frames): detector.processFrames(frames.values, emit)
      }
      detector.finish(emit)
      return detector.observer
    }
  }
}
