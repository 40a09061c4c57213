import SeededRandom
import Testing

@testable import Quantization

/// The method's range against an exhaustive search that quantizes every sample with every grid.
@Suite struct SquaredErrorRangeTests {
  /// Samples of shapes that activations have.
  enum Shape: String, CaseIterable {
    case normal, rectifiedNormal, exponential, heavyTail, negative, offset, bimodal

    func samples(_ count: Int, seed: UInt64) -> [Float] {
      var random = SeededGenerator(seed: seed, stream: rawValue)
      return (0..<count).map { _ in
        let normal = random.normal()
        return switch self {
        case .normal: Float(normal)
        case .rectifiedNormal: Float(max(normal, 0))
        case .exponential: Float(normal * normal)
        case .heavyTail: Float(normal * normal * normal * normal * normal)
        case .negative: Float(-normal * normal)
        case .offset: Float(normal + 6)
        case .bimodal: Float(normal * 0.1 + (random.uniform() < 0.01 ? 20 : -1))
        }
      }
    }
  }

  private static func squaredError(
    _ samples: [Float], step: Double, lowest: Double, highest: Double
  ) -> Double {
    samples.reduce(0) { sum, sample in
      let integer = min(max((Double(sample) / step).rounded(), lowest), highest)
      let error = Double(sample) - integer * step
      return sum + error * error
    }
  }

  /// The smallest error of 100 steps with every zero point.
  private static func exhaustive(_ samples: [Float], steps: Int) -> Double {
    let (low, high) = (min(samples.min() ?? 0, 0), max(samples.max() ?? 0, 0))
    var best = Double.infinity
    for part in 1...100 {
      let step = Double(high - low) / Double(steps) * Double(part) / 98
      for lower in 0...steps {
        best = min(
          best,
          squaredError(
            samples, step: step, lowest: -Double(lower), highest: Double(steps - lower)))
      }
    }
    return best
  }

  @Test(arguments: Shape.allCases, [7, 15])
  func errorIsNearlyTheSmallestOfAllGrids(shape: Shape, steps: Int) {
    let samples = shape.samples(400, seed: 3)
    let grid = ActivationGrid(steps: steps, isSymmetric: false)
    let range = CalibrationMethod.meanSquaredError.range(of: statistics([samples]), on: grid)
    let step = Double(range.maximum - range.minimum) / Double(steps)
    let lowest = (Double(range.minimum) / step).rounded()
    // The ends are whole steps, so that zero is on the grid.
    #expect(abs(Double(range.minimum) / step - lowest) < 1e-3)
    let found = Self.squaredError(
      samples, step: step, lowest: lowest, highest: lowest + Double(steps))
    let best = Self.exhaustive(samples, steps: steps)
    // The search knows the samples by their bins only.
    #expect(found <= best * 1.02, "\(found) against \(best)")
  }

  @Test(arguments: Shape.allCases)
  func int8ErrorOfManySamplesIsNearlyTheSmallest(shape: Shape) {
    let samples = shape.samples(20_000, seed: 5)
    let range = CalibrationMethod.meanSquaredError.range(of: statistics([samples]), on: .int8)
    let quantization = TensorQuantization(covering: range)
    let found = samples.reduce(0.0) { sum, sample in
      let error = Double(sample) - Double(quantization.dequantize(quantization.quantize(sample)))
      return sum + error * error
    }
    let zeroPoint = Double(quantization.zeroPoint)
    var best = Double.infinity
    for part in 1...50 {
      let whole = TensorQuantization(
        covering: ActivationRange(
          minimum: samples.min() ?? 0, maximum: samples.max() ?? 0))
      for shift in [-2.0, 0, 2] {
        best = min(
          best,
          Self.squaredError(
            samples, step: Double(whole.scale) * Double(part) / 48,
            lowest: max(-128 - zeroPoint + shift, -255), highest: 127 - zeroPoint + shift))
      }
    }
    #expect(found <= best * 1.02, "\(found) against \(best)")
  }

  @Test(arguments: Shape.allCases)
  func symmetricInt16IsNearlyTheSmallest(shape: Shape) {
    let samples = shape.samples(10_000, seed: 7)
    let range = CalibrationMethod.meanSquaredError.range(of: statistics([samples]), on: .int16)
    #expect(range.minimum == -range.maximum)
    let found = Self.squaredError(
      samples, step: Double(range.maximum) / 32767, lowest: -32767, highest: 32767)
    let largest = Double(samples.reduce(0) { max($0, abs($1)) })
    let best = (1...50).map { part in
      Self.squaredError(
        samples, step: largest * Double(part) / 48 / 32767, lowest: -32767, highest: 32767)
    }.min()
    #expect(found <= (best ?? 0) * 1.03, "\(found) against \(best ?? 0)")
  }

  @Test func fewLevelsClipATailAndManyDoNot() {
    let samples = Shape.exponential.samples(50_000, seed: 2)
    let seen = statistics([samples])
    let high = samples.max() ?? 0
    func maximum(_ steps: Int) -> Float {
      let grid = ActivationGrid(steps: steps, isSymmetric: false)
      return CalibrationMethod.meanSquaredError.range(of: seen, on: grid).maximum
    }
    #expect(maximum(7) < 0.6 * high)
    #expect(maximum(7) < maximum(63) && maximum(63) < maximum(65535))
    #expect(maximum(65535) > 0.95 * high)
  }
}
