import Testing

@testable import Quantization

@Suite struct TensorQuantizationTests {
  @Test(
    arguments: [
      (-1, 3), (0, 5), (2, 5), (-5, -2), (-4, 0), (-0.001, 100), (-1e30, 1e30), (0, 1e-30),
    ] as [(Float, Float)])
  func zeroIsExactAndTheRangeIsCovered(minimum: Float, maximum: Float) {
    let quantization = TensorQuantization(
      covering: ActivationRange(minimum: minimum, maximum: maximum))
    #expect((-128...127).contains(quantization.zeroPoint))
    #expect(quantization.quantize(0) == quantization.zeroPoint)
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

  @Test(arguments: [(-1, 3), (0, 5), (-4, 0), (-1e30, 1e30), (0, 0)] as [(Float, Float)])
  func sixteenBitsLieEvenlyAroundZero(minimum: Float, maximum: Float) {
    let quantization = TensorQuantization(
      covering: ActivationRange(minimum: minimum, maximum: maximum), as: .int16)
    #expect(quantization.zeroPoint == 0 && quantization.quantize(0) == 0)
    let largest = max(abs(minimum), abs(maximum))
    for value in [minimum, maximum, minimum / 3, maximum / 3] where largest > 0 {
      let error = abs(quantization.dequantize(quantization.quantize(value)) - value)
      #expect(error <= quantization.scale * 0.501)
    }
    if largest > 0 { #expect(abs(quantization.scale * 32767 / largest - 1) < 1e-6) }
  }

  @Test func activationsClampAtTheirBoundsInIntegers() {
    let wide = TensorQuantization(covering: ActivationRange(minimum: -1, maximum: 7))
    #expect(wide.clamp(.none) == -128...127)
    #expect(wide.clamp(.relu) == wide.zeroPoint...127)
    #expect(wide.clamp(.relu6) == wide.zeroPoint...wide.quantize(6))
    #expect(abs(wide.dequantize(wide.clamp(.relu6).upperBound) - 6) <= wide.scale / 2)
    let narrow = TensorQuantization(covering: ActivationRange(minimum: 0, maximum: 2))
    #expect(narrow.clamp(.relu6) == -128...127)
  }

  @Test func coarsestScaleIsHonoured() {
    let quantization = TensorQuantization(
      covering: ActivationRange(minimum: -0.1, maximum: 0.1), atLeast: 0.5)
    #expect(quantization.scale == 0.5)
    #expect(abs(quantization.zeroPoint) <= 1)
  }
}
