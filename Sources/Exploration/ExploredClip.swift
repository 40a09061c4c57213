import Evaluation
import Features
import Foundation

/// A clip, as it is looked at.
public struct ExploredClip: Sendable {
  /// What the page calls it.
  public let name: String
  /// `normal`, `anomaly`; nil where nobody knows.
  public let label: String?
  /// Level of each mel band in each frame, dB, `frames × bands`.
  let mel: [Double]
  let bands: Int
  /// nil of features.
  let sound: Sound?

  /// What only sound has.
  struct Sound: Sendable {
    let samples: [Int16]
    let spectrogram: PowerSpectrogram
    var rate: Int { spectrogram.sampleRate }
    var seconds: Double { Double(samples.count) / Double(rate) }
  }

  /// Bands of the mel spectrogram of a recording.
  static let melBands = 128

  /// A recording.
  ///
  /// - Returns: nil for less than a frame of 64 ms.
  public init?(name: String, label: String?, samples: [Int16], sampleRate: Int) {
    let spectrogram = PowerSpectrogram(samples, sampleRate: sampleRate)
    guard spectrogram.frames > 0 else { return nil }
    self.name = name
    self.label = label
    bands = Self.melBands
    mel = Decibels.fromPower(
      spectrogram.mel(bands: Self.melBands), smallest: Self.leastPower, range: nil)
    sound = Sound(samples: samples, spectrogram: spectrogram)
  }

  /// Log-mel frames that were made elsewhere, `frames × bands` of at least one frame, dB.
  public init(name: String, label: String?, decibels: [Double], bands: Int) {
    self.name = name
    self.label = label
    self.bands = bands
    mel = decibels
    sound = nil
  }

  /// What counts as silence.
  static let leastPower = 1e-10

  /// Mean level of each band over time, dB.
  public var bandMeans: [Double] {
    (0..<bands).map { band in
      let values = stride(from: band, to: mel.count, by: bands).map { mel[$0] }
      return values.reduce(0, +) / Double(values.count)
    }
  }

  /// Level of each band that a part of the frames does not exceed, dB.
  func bandQuantiles(_ part: Double) -> [Double] {
    (0..<bands).map { band in
      let values = stride(from: band, to: mel.count, by: bands).map { mel[$0] }
      return Percentile.value(part, of: values)
    }
  }
}
