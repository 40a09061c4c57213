/// Where a model's frames come from.
public enum FrontEndDescription: Sendable, Hashable {
  /// Log-mel of PCM. `sampleRate` and the band edges in Hz, the others in samples.
  case logMel(
    sampleRate: Int, frameLength: Int, hop: Int, bands: Int, lowestHz: Double, highestHz: Double)
  /// Levels of gammatone filters: of windows of `windowLength` samples in the middle of frames of
  /// `frameLength`, bands from `lowestHz` to half the sample rate.
  case gammatone(
    sampleRate: Int, frameLength: Int, windowLength: Int, hop: Int, bands: Int, lowestHz: Double)
  /// Log-mel frames made elsewhere, in dB, of `sourceBands` bands. Where `bands` is smaller,
  /// `sourceBands / bands` neighbours are summed in power.
  case features(sourceBands: Int, bands: Int)
  /// None: the network is given its input as it is, so that there are neither frames nor bands. Of
  /// the model, `inputMean`, `inputDeviation` and `windowing` then mean nothing.
  case tensors

  /// Bands of a frame as the network sees it; 0 for `tensors`.
  public var bands: Int {
    switch self {
    case .logMel(_, _, _, let bands, _, _), .gammatone(_, _, _, _, let bands, _),
      .features(_, let bands):
      bands
    case .tensors: 0
    }
  }
}
