/// Notices sound that a microphone in order does not deliver.
struct SoundWatch {
  /// Samples of the same value, one after the other, that no sound gives: a tenth of a second of them,
  /// from a microphone that is muted, unplugged behind its card, or hung.
  private let mostEqual: Int
  private var last: Int16 = 0
  private var equal = 0
  private var samples: Int64 = 0
  private var clipped: Int64 = 0
  private var stoodStill = false

  /// - Parameter rate: samples a second; at least 10.
  init(rate: Int) { mostEqual = rate / 10 }

  /// What is wrong with sound.
  enum Fault {
    /// It stood still for a tenth of a second or longer.
    case still
    /// More than one sample in a hundred is within .09 dB of full scale: decimation rounds the edges of
    /// what was clipped at a higher rate.
    case clipped
  }

  /// What is wrong with the samples since the last `clear`.
  var fault: Fault? {
    if stoodStill { return .still }
    return clipped &* 100 > samples ? .clipped : nil
  }

  /// Takes the next samples.
  mutating func hear(_ next: UnsafePointer<Int16>, count: Int) {
    for index in 0..<count {
      let sample = next[index]
      equal = sample == last ? equal &+ 1 : 1
      last = sample
      if equal >= mostEqual { stoodStill = true }
      if sample >= 32_440 || sample <= -32_440 { clipped &+= 1 }
    }
    samples &+= Int64(count)
  }

  /// Forgets what was wrong. A value that stands still goes on doing so.
  mutating func clear() {
    (samples, clipped, stoodStill) = (0, 0, false)
  }
}
