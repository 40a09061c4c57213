import Foundation

/// Mel spectrogram in floating point with librosa's conventions
/// (`librosa.feature.melspectrogram`): transform in single precision (KissFFT), everything else in
/// Double.
public struct MelSpectrogram: Sendable {
  /// What lies beyond a clip's ends where frames are centred.
  public enum Centering: Sendable, Hashable {
    /// Frame k starts at sample k·hop, as on the device; librosa's `center=False`.
    case none
    /// Frame k is centred on sample k·hop; silence beyond the ends. librosa's `pad_mode="constant"`.
    case zeros
    /// Frame k is centred on sample k·hop; the clip mirrored beyond its ends, without repeating the
    /// end sample. librosa's `pad_mode="reflect"`; needs more than half a frame of samples.
    case reflect
  }

  /// Periodic windows, as spectral analysis wants them.
  public enum Window: Sendable, Hashable {
    case hann
    case hamming
    case rectangular
  }

  private let design: LogMelDesign
  private let centering: Centering
  private let window: [Double]
  private let exponent: Double
  private let bank: MelFilterBank

  /// - Parameter exponent: of the magnitude; 2 for power, 1 for amplitude.
  public init(
    _ design: LogMelDesign, centering: Centering = .none, window: Window = .hann,
    exponent: Double = 2
  ) throws(FeaturesError) {
    try design.check()
    self.design = design
    self.centering = centering
    self.window = window.values(design)
    self.exponent = exponent
    bank = MelFilterBank(design)
  }

  /// Mel energies of samples in -1 ..< 1: `frames × bands`, oldest frame first. Empty where no
  /// frame fits.
  public func frames(of samples: [Double]) throws(FeaturesError) -> [Double] {
    let padded = try padded(samples)
    let length = design.frameLength
    let count = DeviceLogMel.frameCount(
      samples: padded.count, frameLength: length, hop: design.hop)
    let transform = RealTransform(length: length)
    var energies: [Double] = []
    energies.reserveCapacity(count * design.bands)
    for start in stride(from: 0, to: count * design.hop, by: design.hop) {
      var power = transform.power(of: padded[start..<start + length], window: window)
      if exponent != 2 { power = power.map { pow($0, exponent / 2) } }
      energies += bank.energies(of: power)
    }
    return energies
  }

  private func padded(_ samples: [Double]) throws(FeaturesError) -> [Double] {
    let margin = design.frameLength / 2
    switch centering {
    case .none: return samples
    case .zeros:
      let silence = [Double](repeating: 0, count: margin)
      return silence + samples + silence
    case .reflect:
      guard samples.count > margin else {
        throw .unfit(
          "a clip to be centred by reflection", "\(samples.count) samples",
          "more than \(margin) samples")
      }
      return samples[1...margin].reversed() + samples + samples.dropLast().suffix(margin).reversed()
    }
  }
}

extension MelSpectrogram.Window {
  /// In the middle of a frame of the design's, zero beside it.
  func values(_ design: LogMelDesign) -> [Double] {
    let margin = design.frameLength - design.windowLength
    let before = [Double](repeating: 0, count: margin / 2)
    let after = [Double](repeating: 0, count: margin - margin / 2)
    return before + values(design.windowLength) + after
  }

  /// `length` values, the first of the next period left out.
  func values(_ length: Int) -> [Double] {
    let cosines = { (offset: Double, depth: Double) in
      (0..<length).map { offset - depth * cos(2 * .pi * Double($0) / Double(length)) }
    }
    switch self {
    case .hann: return cosines(0.5, 0.5)
    case .hamming: return cosines(0.54, 0.46)
    case .rectangular: return [Double](repeating: 1, count: length)
    }
  }
}
