import Foundation
import SeededRandom

/// Signals that frames are tested with.
enum TestSignal: CaseIterable, Sendable {
  case toneInBin, toneBetweenBins, lowTone, highTone, twoTones, noise, chirp

  /// `length` samples whose peak is `dBFS` below full scale.
  func samples(_ length: Int, dBFS: Double) -> [Int16] {
    var random = SeededGenerator(seed: UInt64(length))
    let peak = 32767 * pow(10, dBFS / 20)
    return (0..<length).map { n in
      let turn = 2 * .pi * Double(n) / Double(length)
      let value: Double =
        switch self {
        case .toneInBin: sin(turn * 37)
        case .toneBetweenBins: sin(turn * 101.5 + 0.3)
        case .lowTone: cos(turn * 2.31)
        case .highTone: sin(turn * (Double(length) / 2 - 3.77))
        case .twoTones: 0.9 * sin(turn * 20.2) + 0.1 * sin(turn * 150.9)
        case .noise: 2 * random.uniform() - 1
        case .chirp: sin(turn * 100 * Double(n) / Double(length))
        }
      return Int16((peak * value).rounded())
    }
  }
}
