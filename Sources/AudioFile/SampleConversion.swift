/// Samples of any width to 16 bits: rounded to nearest (halves upwards) and saturated, so that the
/// same sound gives the same numbers whether it was stored as 24 bits, 32 bits or float.
enum SampleConversion {
  /// A sample whose full scale is the whole Int32.
  static func narrowed(_ sample: Int32) -> Int16 {
    let rounded = (Int64(sample) + 0x8000) >> 16
    return Int16(clamping: rounded)
  }

  /// Floating-point samples may clip, but 18 dB above full scale they are on another scale.
  static let largestFloat = 8.0

  /// A sample whose full scale is ±1; nil for a NaN and for what lies beyond `largestFloat`.
  static func narrowed(_ sample: Double) -> Int16? {
    guard abs(sample) <= largestFloat else { return nil }
    let scaled = sample * 32768
    let below = scaled.rounded(.down)
    let rounded = scaled - below >= 0.5 ? below + 1 : below
    return Int16(max(-32768, min(32767, rounded)))
  }
}
