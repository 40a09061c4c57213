import Foundation

/// A made clip before it is mixed: the two sounds at the microphone, in units of full scale.
public struct ClipStems: Sendable {
  /// The machine, through the air.
  public var machine: [Double]
  /// The hall and the microphone's own noise.
  public var background: [Double]

  /// Level of the machine over the background in dB, both as root mean square; infinite where the
  /// background is silent.
  public var signalToNoise: Double {
    let ratio = machine.rootMeanSquare / background.rootMeanSquare
    return 20 * log10(ratio)
  }

  /// The recording: the sum, rounded to 16 bits. The stems are made so that it does not clip.
  public var samples: [Int16] {
    zip(machine, background).map { machine, background in
      Int16(max(-32767, min(32767, ((machine + background) * 32768).rounded())))
    }
  }
}
