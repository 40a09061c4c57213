import Features

extension FrontEndDescription {
  /// What the front end's tables follow from; nil for frames that were made elsewhere.
  public var design: LogMelDesign? {
    guard
      case .logMel(let sampleRate, let frameLength, let hop, let bands, let lowest, let highest) =
        self
    else { return nil }
    return LogMelDesign(
      sampleRate: sampleRate, frameLength: frameLength, hop: hop, bands: bands, lowestHz: lowest,
      highestHz: highest)
  }

  /// The device's tables; nil for frames that were made elsewhere.
  ///
  /// - Throws: `FeaturesError` where no tables can be made.
  public func tables() throws(FeaturesError) -> LogMelTables? {
    guard let design else { return nil }
    return try LogMelTables(design)
  }
}
