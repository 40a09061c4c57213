/// Brings a source's samples to the model's rate.
struct RateConverter {
  /// Whether sound of this rate can be heard.
  static func supports(rate: Int, model: Int) -> Bool { rate == model }
}
