import Quantization
import Testing

@Suite struct TensorQuantizationTests {
  @Test(
    arguments: [
      (-1, 3), (0, 5), (2, 5), (-5, -2), (-4, 0), (-0.001, 100), (-1e30, 1e30), (0, 1e-30),
    ] as [(Float, Float)])
  func zeroIsExactAndTheRangeIsCovered(minimum: Float, maximum: Float) {
    let quantization = TensorQuantization(
      covering: ActivationRange(minimum: minimum, maximum: maximum))
    #expect((-128...127).contains(quantization.zeroPoint))
    #expect(quantization.quantize(0) == Int8(quantization.zeroPoint))
    #expect(quantization.dequantize(quantization.quantize(0)) == 0)
    for value in [min(minimum, 0), minimum, (minimum / 2 + maximum / 2), maximum, max(maximum, 0)] {
      let error = abs(quantization.dequantize(quantization.quantize(value)) - value)
      #expect(error <= quantization.scale * 1.001)
    }
  }

  @Test func outputOfAReLUHasZeroPointMinus128() {
    #expect(
      TensorQuantization(covering: ActivationRange(minimum: 0, maximum: 7)).zeroPoint == -128)
    #expect(
      TensorQuantization(covering: ActivationRange(minimum: 3, maximum: 7), atLeast: 2).zeroPoint
        == -128)
  }

  @Test func rangeOfZeroWidthDividesByNothing() {
    let quantization = TensorQuantization(covering: ActivationRange(minimum: 0, maximum: 0))
    #expect(quantization.scale == 1)
    #expect(quantization.quantize(1e9) == 127 && quantization.quantize(-1e9) == -128)
  }

  @Test func coarsestScaleIsHonoured() {
    let quantization = TensorQuantization(
      covering: ActivationRange(minimum: -0.1, maximum: 0.1), atLeast: 0.5)
    #expect(quantization.scale == 0.5)
    #expect(abs(quantization.zeroPoint) <= 1)
  }
}
