import Foundation

/// A scale of pitch on which the bands of a mel filter bank are equally wide.
public enum MelScale: String, Sendable, Hashable {
  /// `2595·log10(1 + f/700)`: the HTK book.
  case htk
  /// Linear to 1 kHz (3 mel each 200 Hz), logarithmic above (27 mel to 6.4 kHz): Slaney's Auditory
  /// Toolbox, librosa's default.
  case slaney

  /// Pitch of a frequency in Hz.
  public func mel(_ hertz: Double) -> Double {
    switch self {
    case .htk: 2595 * log10(1 + hertz / 700)
    case .slaney: hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
    }
  }

  /// Frequency in Hz of a pitch: the inverse of `mel`.
  public func hertz(_ mel: Double) -> Double {
    switch self {
    case .htk: 700 * (pow(10, mel / 2595) - 1)
    case .slaney: mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
    }
  }
}

/// What a band's weights are scaled to.
public enum MelNormalization: String, Sendable, Hashable {
  /// Peak of one.
  case none
  /// Area of one: `2 / (upper edge - lower edge)`, in 1/Hz. librosa's default.
  case slaney
}
