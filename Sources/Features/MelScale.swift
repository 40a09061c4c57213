import Foundation

/// A scale of pitch on which the bands of a mel filter bank are equally wide.
public enum MelScale: String, Sendable, Hashable {
  /// `2595·log10(1 + f/700)`: the HTK book.
  case htk
  /// Linear to 1 kHz (3 mel each 200 Hz), logarithmic above (27 mel to 6.4 kHz): Slaney's Auditory
  /// Toolbox, librosa's default.
  case slaney
  /// Equivalent rectangular bandwidths below a frequency: Glasberg and Moore, "Derivation of auditory
  /// filter shapes from notched-noise data", Hearing Research 47, 1990.
  case erb

  /// Width of an auditory filter at a frequency, Hz: `24.7 + f / 9.26449`.
  static func equivalentBandwidth(at hertz: Double) -> Double { leastBandwidth + hertz / quality }

  private static let leastBandwidth = 24.7
  private static let quality = 9.26449

  /// Pitch of a frequency in Hz.
  public func mel(_ hertz: Double) -> Double {
    switch self {
    case .erb: Self.quality * log(1 + hertz / (Self.quality * Self.leastBandwidth))
    case .htk: 2595 * log10(1 + hertz / 700)
    case .slaney: hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
    }
  }

  /// Frequency in Hz of a pitch: the inverse of `mel`.
  public func hertz(_ mel: Double) -> Double {
    switch self {
    case .erb: Self.quality * Self.leastBandwidth * (exp(mel / Self.quality) - 1)
    case .htk: 700 * (pow(10, mel / 2595) - 1)
    case .slaney: mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
    }
  }
}

/// What a band's weights follow over frequency.
public enum BandShape: String, Sendable, Hashable {
  /// From one edge up to the centre, and down to the other edge.
  case triangle
  /// The power that a gammatone filter of fourth order lets through, `(1 + ((f - c) / b)²)⁻⁴`, with b 1.019
  /// equivalent bandwidths at the centre c: Patterson and others, 1988. What is 60 dB down is left
  /// out.
  case gammatone
}

/// What a band's weights are scaled to.
public enum MelNormalization: String, Sendable, Hashable {
  /// Peak of one.
  case none
  /// Area of one: `2 / (upper edge - lower edge)`, in 1/Hz. librosa's default.
  case slaney
}
