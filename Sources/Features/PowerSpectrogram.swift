import Foundation

/// Power of a recording over time and frequency, for people to look at: Hann window, frames that
/// overlap by half, none beyond the ends.
public struct PowerSpectrogram: Sendable {
  /// Hz.
  public let sampleRate: Int
  /// Samples of a frame, even.
  public let frameLength: Int
  /// `frames × bins`, oldest frame first, of samples in -1 ..< 1.
  public let power: [Double]

  /// Bins of a frame, from 0 Hz to half the sample rate.
  public var bins: Int { frameLength / 2 + 1 }
  /// Frames of the recording.
  public var frames: Int { power.count / bins }
  /// Samples from one frame to the next.
  public var hop: Int { frameLength / 2 }

  /// The power of two whose duration is nearest to 64 ms, 64…65,536 samples.
  public static func frameLength(sampleRate: Int) -> Int {
    let exponent = log2(0.064 * Double(sampleRate)).rounded()
    return 1 << Int(min(max(exponent, 6), 16))
  }

  /// - Parameters:
  ///   - samples: full scale is -32768…32767. Fewer than a frame have no power.
  ///   - sampleRate: above 0.
  public init(_ samples: [Int16], sampleRate: Int) {
    let length = Self.frameLength(sampleRate: sampleRate)
    self.sampleRate = sampleRate
    frameLength = length
    let window = MelSpectrogram.Window.hann.values(length)
    let transform = RealTransform(length: length)
    var power: [Double] = []
    for start in stride(from: 0, through: samples.count - length, by: length / 2) {
      let frame = samples[start..<start + length].map { Double($0) / 32768 }
      power += transform.power(of: frame[...], window: window)
    }
    self.power = power
  }

  /// Power spectral density, one-sided, of each bin, in full-scale units squared per Hz: the mean over
  /// frames (Welch, "The use of fast Fourier transform for the estimation of power spectra", 1967). Its
  /// integral over frequency is the mean square of the sound. Empty without a frame.
  public var density: [Double] {
    guard frames > 0 else { return [] }
    let window = MelSpectrogram.Window.hann.values(frameLength)
    let energy = window.reduce(0) { $0 + $1 * $1 } * Double(sampleRate) * Double(frames)
    return (0..<bins).map { bin in
      let sum = stride(from: bin, to: power.count, by: bins).reduce(0) { $0 + power[$1] }
      return sum / energy * (bin == 0 || bin == bins - 1 ? 1 : 2)
    }
  }

  /// Power of the twelve pitch classes, C first, `frames × 12`: each bin from 27.5 Hz up counts for the
  /// semitone that is nearest, with A at 440 Hz.
  public var chroma: [Double] {
    var classes: [Int?] = []
    for bin in 0..<bins {
      let hertz = Double(bin * sampleRate) / Double(frameLength)
      guard hertz >= 27.5 else {
        classes.append(nil)
        continue
      }
      // MIDI's note 69 is A; 60, a multiple of 12, is C.
      let note = Int((69 + 12 * log2(hertz / 440)).rounded())
      classes.append(note % 12)
    }
    var result = [Double](repeating: 0, count: frames * 12)
    for frame in 0..<frames {
      for (bin, pitch) in classes.enumerated() {
        if let pitch { result[frame * 12 + pitch] += power[frame * bins + bin] }
      }
    }
    return result
  }

  /// Energy of mel bands, `frames × bands`.
  public func mel(bands: Int) -> [Double] {
    let bank = MelFilterBank(
      LogMelDesign(sampleRate: sampleRate, frameLength: frameLength, hop: hop, bands: bands))
    return (0..<frames).flatMap { frame in
      bank.energies(of: Array(power[frame * bins..<(frame + 1) * bins]))
    }
  }
}
