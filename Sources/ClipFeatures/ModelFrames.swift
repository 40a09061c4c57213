import Datasets
import Features
import FloatModels

extension FrontEndDescription {
  /// Frames as the network sees them: those of features have their bands summed to the model's.
  ///
  /// - Precondition: frames of features have `sourceBands` bands, a multiple of the model's.
  public func grouped(_ frames: LogMelFrames) -> LogMelFrames {
    guard case .features(let sourceBands, let bands) = self, sourceBands != bands else {
      return frames
    }
    let levels = frames.values.map(LogMelQ9.toDecibels)
    do throws(FeaturesError) {
      let merged = try BandMerging.summedInPower(levels, bands: sourceBands, target: bands)
      return LogMelFrames(values: merged.map(LogMelQ9.fromDecibels), bands: bands)
    } catch {
      preconditionFailure("\(sourceBands) bands cannot be merged to \(bands)")
    }
  }
}

extension ClipReader {
  /// A reader that refuses what does not suit a front end: another rate or number of bands, or
  /// fewer than `minimumFrames` frames.
  public init(_ frontEnd: FrontEndDescription, channel: Int?, minimumFrames: Int) {
    self.init(channel: channel, minimumFrames: minimumFrames)
    if case .features(let sourceBands, _) = frontEnd { expectedBands = sourceBands }
    if let design = frontEnd.design {
      expectedRate = design.sampleRate
      minimumSamples = design.frameLength + (max(minimumFrames, 1) - 1) * design.hop
    }
  }
}
