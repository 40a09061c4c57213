import EdgeRuntime

@testable import Quantization

/// The device's scores of clips.
enum DetectorScores {
  /// Of each window of a clip's frames.
  static func windows(_ image: ModelImage, _ frames: [Int16]) throws -> [Double] {
    var scores: [Double] = []
    try image.withDetector(observer: NoObserver()) { detector in
      detector.processFrames(frames) { event in
        if case .window(_, let scoreQ24) = event { scores.append(Double(scoreQ24) / 0x1p24) }
      }
    }
    return scores
  }
}
