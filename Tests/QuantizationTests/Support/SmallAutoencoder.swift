import Features
import FloatModels
import SeededRandom

/// A family's architecture with random weights, on features; and clips that sound alike.
enum SmallAutoencoder: String, CaseIterable {
  case smallDense, smallConvolutional, dense, convolutional

  var model: FloatModel {
    let (graph, bands, frames, step): (Graph, Int, Int, Int) =
      switch self {
      case .smallDense:
        (Architectures.denseAutoencoder(frames: 3, bands: 16, seed: 3), 16, 3, 1)
      case .smallConvolutional:
        (Architectures.convolutionalAutoencoder(frames: 16, bands: 32, seed: 3), 32, 16, 8)
      case .dense: (Architectures.denseAutoencoder(seed: 3), 128, 5, 1)
      case .convolutional: (Architectures.convolutionalAutoencoder(seed: 3), 64, 64, 32)
      }
    return FloatModel(
      family: "test", graph: graph, inputMean: -62, inputDeviation: 9,
      frontEnd: .features(sourceBands: bands, bands: bands),
      windowing: Windowing(framesPerWindow: frames, framesPerStep: step, windowsPerDecision: 8),
      record: ["machine": "fan", "ids": "id_00,id_02"])
  }

  /// Sound-like frames: a slow level, a tilt, and noise.
  static func clip(bands: Int, frames: Int, seed: UInt64) -> [Int16] {
    var random = SeededGenerator(seed: seed)
    var values: [Int16] = []
    var level = 0.0
    for _ in 0..<frames {
      level = 0.9 * level + 2 * random.normal()
      for band in 0..<bands {
        let tilt = 12 - 24 * Double(band) / Double(bands)
        values.append(LogMelQ9.fromDecibels(-62 + level + tilt + 3 * random.normal()))
      }
    }
    return values
  }

  /// Clips of so many windows each.
  static func clips(_ model: FloatModel, count: Int, windows: Int = 12) -> [[Int16]] {
    let frames = model.windowing.framesPerWindow + windows * model.windowing.framesPerStep
    return (0..<count).map {
      clip(bands: model.frontEnd.bands, frames: frames, seed: 100 + UInt64($0))
    }
  }
}
