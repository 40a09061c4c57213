import EdgeRuntime
import Foundation
import Testing

@testable import Quantization

@Suite struct InterpolatedCurveTests {
  /// A layer of one curve on inputs of a scale, as `NetworkLowering` makes it.
  private static func layer(
    _ kind: InterpolatedCurve.Kind, _ scale: Float
  ) throws -> LayerContents {
    LayerContents(
      name: "curve", operation: kind == .tanh ? .tanh : .logistic, inputs: [0], output: 1,
      weights: .int16(InterpolatedCurve.table),
      requantizers: [try #require(InterpolatedCurve.scaling(kind, inputScale: scale))],
      clampMin: -32768, clampMax: 32767)
  }

  @Test(arguments: [1e-5, 0.0001, 0x1p-12, 0x1p-11, 0.00031, 0.001, 0.01, 0.3, 2.6] as [Float])
  func curvesAreNearTheFunctionsForEveryInput(scale: Float) throws {
    let logistic = IntegerCurveReference(try Self.layer(.logistic, scale))
    let tanh = IntegerCurveReference(try Self.layer(.tanh, scale))
    var worst = (logistic: 0.0, tanh: 0.0)
    for integer in stride(from: -32768, through: 32767, by: 7) {
      let x = Double(integer) * Double(scale)
      let found = (logistic.logistic(Int64(integer)), tanh.tanh(Int64(integer)))
      worst.logistic = max(worst.logistic, abs(Double(found.0) / 32768 - 1 / (1 + exp(-x))))
      worst.tanh = max(worst.tanh, abs(Double(found.1) / 32768 - Foundation.tanh(x)))
    }
    // The factor has 15 bits: x is off by up to 2⁻¹⁴ of itself, where the slope is at most a
    // quarter of 1/x.
    #expect(worst.logistic < 4.0 / 32768)
    #expect(worst.tanh < 8.0 / 32768)
  }

  /// What TensorFlow Lite's comment says its table is: the logistic function at i/24, as UInt16.
  @Test func tableIsTheLogisticFunctionWithinHalfTheInterpolationsError() {
    #expect(InterpolatedCurve.table.count == 256)
    // The function's curvature is at most .0963; a straight line over 1/24 is off by an eighth of
    // that times the square, and half of it is taken off.
    let allowed = 0.5 + 65536 * 0.0963 / (24 * 24 * 16)
    for (index, entry) in InterpolatedCurve.table.enumerated() {
      let wanted = 65536 / (1 + exp(-Double(index) / 24))
      #expect(abs(Double(UInt16(bitPattern: entry)) - wanted) <= allowed)
    }
  }

  @Test func powersOfTwoAreMultipliedByThreeAlone() {
    let three = Requantizer(multiplier: 3, shift: 0)
    #expect(InterpolatedCurve.scaling(.logistic, inputScale: 0x1p-12) == three)
    #expect(InterpolatedCurve.scaling(.tanh, inputScale: 0x1p-12) == three)
    #expect(
      InterpolatedCurve.scaling(.tanh, inputScale: 0x1p-11) == Requantizer(multiplier: 6, shift: 0))
    // (Not so for the logistic function, whose shift TensorFlow Lite leaves out.)
    #expect(
      InterpolatedCurve.scaling(.logistic, inputScale: 0x1p-11)
        == Requantizer(multiplier: 24576, shift: 12))
  }

  @Test(arguments: [2.7, 100, 1e-30] as [Float])
  func scalesBeyondTheArithmeticAreRefused(scale: Float) {
    #expect(InterpolatedCurve.scaling(.logistic, inputScale: scale) == nil)
    #expect(InterpolatedCurve.scaling(.tanh, inputScale: scale) == nil)
  }
}
