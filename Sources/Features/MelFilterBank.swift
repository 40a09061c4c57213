import Foundation

/// Bands over the bins of a power spectrum, in Double: the exact bank from which the device's is
/// rounded.
///
/// A triangular band i rises from edge i to edge i + 1 and falls to edge i + 2, edges equally spaced on
/// the mel scale. As librosa's `filters.mel`. A gammatone's centre is edge i, the highest edge is no centre:
/// as in Slaney's Auditory Toolbox.
public struct MelFilterBank: Sendable, Equatable {
  /// Bins of the spectrum: `frameLength / 2 + 1`.
  public let bins: Int
  /// Lowest first.
  public let bands: [Band]

  /// The weights of one band that are above zero.
  public struct Band: Sendable, Equatable {
    /// Bin of the first weight; 0 where there are none.
    public let firstBin: Int
    /// Empty where no bin falls between the band's edges.
    public let weights: [Double]
  }

  /// The bank of a design that has passed its check.
  public init(_ design: LogMelDesign) {
    switch design.shape {
    case .triangle: self.init(triangular: design)
    case .gammatone: self.init(gammatone: design)
    }
  }

  private init(gammatone design: LogMelDesign) {
    let (low, high) = (design.scale.mel(design.lowestHz), design.scale.mel(design.highestHz))
    let bins = design.frameLength / 2 + 1
    let spacing = Double(design.sampleRate) / Double(design.frameLength)
    self.bins = bins
    bands = (0..<design.bands).map { index in
      let center = design.scale.hertz(low + (high - low) * Double(index) / Double(design.bands))
      let width = 1.019 * MelScale.equivalentBandwidth(at: center)
      let gain = design.normalization == .slaney ? 1 / width : 1
      let weights = (0..<bins).map { bin in
        let distance = (Double(bin) * spacing - center) / width
        let power = pow(1 + distance * distance, -4)
        return power < Self.leastPower ? 0 : gain * power
      }
      return Band(dense: weights)
    }
  }

  /// Of a gammatone, beside its centre.
  private static let leastPower = 1e-6

  private init(triangular design: LogMelDesign) {
    let (low, high) = (design.scale.mel(design.lowestHz), design.scale.mel(design.highestHz))
    let edges = (0...design.bands + 1).map {
      design.scale.hertz(low + (high - low) * Double($0) / Double(design.bands + 1))
    }
    let bins = design.frameLength / 2 + 1
    let spacing = Double(design.sampleRate) / Double(design.frameLength)
    self.bins = bins
    bands = (0..<design.bands).map { index in
      let (lower, center, upper) = (edges[index], edges[index + 1], edges[index + 2])
      let gain = design.normalization == .slaney ? 2 / (upper - lower) : 1
      let weights = (0..<bins).map { bin in
        let hertz = Double(bin) * spacing
        let rising = (hertz - lower) / (center - lower)
        let falling = (upper - hertz) / (upper - center)
        return gain * max(0, min(rising, falling))
      }
      return Band(dense: weights)
    }
  }

  /// Energy of each band of a power spectrum of `bins` values.
  public func energies(of power: [Double]) -> [Double] {
    precondition(power.count == bins)
    return bands.map { band in
      var energy = 0.0
      for (place, weight) in band.weights.enumerated() {
        energy += weight * power[band.firstBin + place]
      }
      return energy
    }
  }
}

extension MelFilterBank.Band {
  fileprivate init(dense weights: [Double]) {
    guard let first = weights.firstIndex(where: { $0 > 0 }),
      let last = weights.lastIndex(where: { $0 > 0 })
    else {
      self.init(firstBin: 0, weights: [])
      return
    }
    self.init(firstBin: first, weights: Array(weights[first...last]))
  }
}
