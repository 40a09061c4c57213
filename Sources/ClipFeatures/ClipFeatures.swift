import Datasets
import Features
import FloatModels

/// Clips as a model's network gets to see them: the device's own log-mel frames, or frames that
/// were made elsewhere with their bands summed to the model's.
///
/// Training, calibration and simulation all look at clips through this, so that none of them can
/// see anything else than the device does.
public struct ClipFeatures: Sendable {
  private let frontEnd: FrontEndDescription
  private let extractor: FeatureExtractor

  /// - Parameters:
  ///   - frontEnd: the model's.
  ///   - channel: of multichannel recordings, counted from 1.
  ///   - minimumFrames: clips with fewer frames are bad ones.
  ///   - cache: nil computes everything anew.
  /// - Throws: `FeaturesError` where no tables can be made.
  public init(
    _ frontEnd: FrontEndDescription, channel: Int? = nil, minimumFrames: Int = 1,
    cache: FeatureCache?
  ) throws(FeaturesError) {
    self.frontEnd = frontEnd
    let reader = ClipReader(frontEnd, channel: channel, minimumFrames: minimumFrames)
    extractor = FeatureExtractor(tables: try frontEnd.tables(), reader: reader, cache: cache)
  }

  /// Frames of every clip; see `FeatureExtractor.extract`.
  public func extract(
    _ clips: [Clip], policy: BadFilePolicy = .list, progress: (@Sendable (Int) -> Void)? = nil,
    shouldStop: @Sendable () -> Bool = { false }
  ) throws -> FeatureExtractor.Extraction {
    var extraction = try extractor.extract(
      clips, policy: policy, progress: progress, shouldStop: shouldStop)
    extraction.results.values = extraction.results.values.map { clip, frames in
      (clip, frontEnd.grouped(frames))
    }
    return extraction
  }
}
