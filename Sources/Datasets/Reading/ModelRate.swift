import AudioFile

/// Which rate a model gets to hear, of the recordings that it is to learn from.
public enum ModelRate {
  /// Hz; what microphones for machines give, and what published detectors use.
  public static let usual = 16_000

  /// The rate at which recordings of this rate are heard unless another one is asked for: 16 kHz
  /// where they can be brought down to it, else their own.
  public static func heard(_ rate: Int) -> Int {
    AudioFile.decimation(from: rate, to: usual) == nil ? rate : usual
  }

  /// The rate at which most of the recordings are heard; the higher one where two are as many; nil
  /// where there are none.
  public static func commonest(_ rates: [Int]) -> Int? {
    Dictionary(grouping: rates, by: heard).mapValues(\.count)
      .max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }
}
