import Features
import FloatModels

extension FrontEndContents {
  /// The tables of a float model's front end.
  /// - Throws: `FeaturesError` where no tables can be made.
  public init(_ description: FrontEndDescription) throws(FeaturesError) {
    switch description {
    case .logMel(let sampleRate, let frameLength, let hop, let bands, let lowest, let highest):
      let design = LogMelDesign(
        sampleRate: sampleRate, frameLength: frameLength, hop: hop, bands: bands, lowestHz: lowest,
        highestHz: highest)
      self = .logMel(try LogMelTables(design))
    case .features(_, let bands):
      self = .features(bands: bands)
    }
  }
}
