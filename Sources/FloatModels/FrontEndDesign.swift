import Features

extension FrontEndDescription {
  /// What the front end's tables follow from; nil for frames that were made elsewhere.
  public var design: LogMelDesign? {
    switch self {
    case .logMel(let sampleRate, let frameLength, let hop, let bands, let lowest, let highest):
      LogMelDesign(
        sampleRate: sampleRate, frameLength: frameLength, hop: hop, bands: bands,
        lowestHz: lowest, highestHz: highest)
    case .gammatone(let sampleRate, let frameLength, let window, let hop, let bands, let lowest):
      LogMelDesign(
        sampleRate: sampleRate, frameLength: frameLength, hop: hop, bands: bands,
        lowestHz: lowest, scale: .erb, normalization: .none, shape: .gammatone,
        windowLength: window)
    case .features, .tensors: nil
    }
  }

  /// The device's tables; nil for frames that were made elsewhere.
  ///
  /// - Throws: `FeaturesError` where no tables can be made.
  public func tables() throws(FeaturesError) -> LogMelTables? {
    guard let design else { return nil }
    return try LogMelTables(design)
  }
}
