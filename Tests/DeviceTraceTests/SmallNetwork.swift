import EdgeRuntime
import Quantization

/// Fully connected, three inputs to two outputs, its numbers such that the results can be worked out
/// by hand: `output = weights · (input - 1) + bias + 4`, kept in -100…100.
enum SmallNetwork {
  static let weights: [[Int]] = [[1, -2, 3], [0, 5, -4]]
  static let bias = [10, -20]

  /// What the formula gives.
  static func outputs(_ inputs: [[Int8]]) -> [Int8] {
    inputs.flatMap { input in
      zip(weights, bias).map { row, bias in
        let sum = zip(row, input).reduce(bias + 4) { $0 + $1.0 * (Int($1.1) - 1) }
        return Int8(max(-100, min(100, sum)))
      }
    }
  }

  /// Its parts.
  ///
  /// - Parameter isScoredBySums: leaves the output without a place in memory.
  static func contents(outputs units: Int = 2, isScoredBySums: Bool = false) -> NetworkContents {
    let rows = (0..<units).map { weights[$0 % 2] }
    return NetworkContents(
      tensors: [
        TensorContents(
          height: 1, width: 1, channels: 3, scale: 0.5, zeroPoint: 1, arenaOffset: 0),
        TensorContents(
          height: 1, width: 1, channels: units, scale: 0.25, zeroPoint: 4,
          arenaOffset: isScoredBySums ? nil : 16),
      ],
      layers: [
        LayerContents(
          name: "dense", operation: .fullyConnected, inputs: [0], output: 1,
          weights: .int8(rows.joined().map { Int8($0) }),
          bias: (0..<units).map { Int64(bias[$0 % 2]) },
          weightScales: Array(repeating: 0.5, count: units),
          // A half, times two.
          requantizers: Array(
            repeating: Requantizer(multiplier: 1 << 30, shift: 1), count: units),
          clampMin: -100, clampMax: 100)
      ])
  }

  /// The bare network.
  static func bare() throws -> ModelImage {
    ModelImage(try ModelWriter.write(ModelContents(bare: contents(), metadata: "{}")))
  }

  /// A detector of frames of three values, by a network of three outputs.
  static func detector() throws -> ModelImage {
    let head = ReconstructionHeadContents(
      requantizers: Array(repeating: Requantizer(multiplier: 1 << 30, shift: 0), count: 3),
      meanQ13: 0)
    return ModelImage(
      try ModelWriter.write(
        ModelContents(
          frontEnd: .features(bands: 3),
          windowing: WindowingContents(
            framesPerWindow: 1, framesPerStep: 1, windowsPerDecision: 1),
          networks: [contents(outputs: 3, isScoredBySums: true)], heads: [.reconstruction(head)],
          calibration: CalibrationContents(
            thresholdQ24: 1 << 24, knotsQ24: [0, 1 << 24], probabilitiesQ15: [0, 32767]),
          metadata: "{}")))
  }
}
