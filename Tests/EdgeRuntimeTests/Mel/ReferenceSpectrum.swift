import Foundation

/// The definition of the discrete Fourier transform, in Double.
struct ReferenceSpectrum {
  /// Bins 0…N/2.
  var re: [Double]
  var im: [Double]

  /// Spectrum of `frame` under an exact periodic Hann window, samples in -1 ..< 1.
  init(_ frame: [Int16]) {
    let length = frame.count
    let (cosines, sines) = Self.turns(length)
    let windowed = frame.enumerated().map { Double($1) / 32768 * Self.hann($0, length) }
    re = []
    im = []
    for bin in 0...length / 2 {
      var (sumRe, sumIm, angle) = (0.0, 0.0, 0)
      for sample in windowed {
        sumRe += sample * cosines[angle]
        sumIm -= sample * sines[angle]
        angle = (angle + bin) & (length - 1)
      }
      re.append(sumRe)
      im.append(sumIm)
    }
  }

  /// What the spectrum becomes when sample `place` grows by `difference`: the transform is linear.
  func adding(_ difference: Int, at place: Int, length: Int) -> ReferenceSpectrum {
    let (cosines, sines) = Self.turns(length)
    let weight = Double(difference) / 32768 * Self.hann(place, length)
    var result = self
    for bin in re.indices {
      let angle = bin * place & (length - 1)
      result.re[bin] += weight * cosines[angle]
      result.im[bin] -= weight * sines[angle]
    }
    return result
  }

  var power: [Double] { zip(re, im).map { $0 * $0 + $1 * $1 } }

  /// Power of the spectrum over power of its difference from `other`, dB.
  func signalToNoise(_ other: ReferenceSpectrum) -> Double {
    var (signal, noise) = (0.0, 0.0)
    for bin in re.indices {
      signal += re[bin] * re[bin] + im[bin] * im[bin]
      let (x, y) = (re[bin] - other.re[bin], im[bin] - other.im[bin])
      noise += x * x + y * y
    }
    return 10 * log10(signal / noise)
  }

  init(re: [Double], im: [Double]) {
    self.re = re
    self.im = im
  }

  private static func hann(_ place: Int, _ length: Int) -> Double {
    0.5 - 0.5 * cos(2 * .pi * Double(place) / Double(length))
  }

  private static func turns(_ length: Int) -> (cosines: [Double], sines: [Double]) {
    let angles = (0..<length).map { 2 * .pi * Double($0) / Double(length) }
    return (angles.map { cos($0) }, angles.map { sin($0) })
  }
}
