import Features
import FloatModels

extension FrontEndContents {
  /// The tables of a float model's front end.
  /// - Throws: `FeaturesError` where no tables can be made.
  public init(_ description: FrontEndDescription) throws(FeaturesError) {
    if let tables = try description.tables() {
      self = .logMel(tables)
    } else {
      self = .features(bands: description.bands)
    }
  }
}
