import Foundation
import PortableArithmetic
import Testing

@Suite("PortableMath")
struct PortableMathTests {
  @Test("the sine is right to 6e-8 all around the circle")
  func theSineIsRight() {
    for step in 0..<100_000 {
      let phase = UInt32(truncatingIfNeeded: step &* 42_953)
      let turns = Double(phase) / 4_294_967_296
      #expect(abs(PortableMath.sine(phase) - sin(2 * .pi * turns)) < 6e-8)
    }
  }

  @Test(
    "quarter turns are exact to 6e-8", arguments: [(0.0, 0.0), (0.25, 1), (0.5, 0), (-0.25, -1)])
  func quarterTurns(turns: Double, value: Double) {
    #expect(abs(PortableMath.sine(turns: turns) - value) < 6e-8)
    #expect(abs(PortableMath.cosine(turns: turns - 0.25) - value) < 6e-8)
  }

  @Test("the exponential is right to 1e-11 of its value")
  func theExponentialIsRight() {
    for step in -1_000...1_000 {
      let x = Double(step) / 20
      #expect(abs(PortableMath.exponential(x) / exp(x) - 1) < 1e-11, "\(x)")
    }
    #expect(abs(PortableMath.amplitude(decibels: -20) - 0.1) < 1e-12)
    #expect(abs(PortableMath.exponential2(10) - 1024) < 1e-8)
  }

  @Test func theUnboundedExponentialIsRightWhereverThereAreNumbers() {
    for step in -7440...7090 {
      let x = Double(step) / 10 + 0.0371
      // Below 2⁻¹⁰²² numbers have fewer digits.
      let tolerance = max(1e-12 * exp(x), 0x1p-1073)
      #expect(abs(PortableMath.exponential(unbounded: x) - exp(x)) <= tolerance, "\(x)")
    }
    #expect(PortableMath.exponential(unbounded: 0) == 1)
    #expect(PortableMath.exponential(unbounded: -800) == 0)
    #expect(PortableMath.exponential(unbounded: -.infinity) == 0)
    #expect(PortableMath.exponential(unbounded: 800) == .infinity)
  }

  @Test func theLogarithmIsRightToItsLastBits() {
    var x = 0x1p-1074
    while x < 0x1p1020 {
      for value in [x, x * 1.0000001, x * 1.41, x * 1.4143, x * 1.7, x.nextDown] where value > 0 {
        let expected = log(value)
        #expect(
          abs(PortableMath.logarithm(value) - expected) <= 4e-16 * max(abs(expected), 1), "\(value)"
        )
      }
      x *= 1.5 * 1.5
    }
    #expect(PortableMath.logarithm(1) == 0)
    #expect(abs(PortableMath.logarithm(.greatestFiniteMagnitude) - 709.782712893384) < 1e-12)
  }

  @Test func theLogarithmOfOnePlusLittleKeepsItsDigits() {
    for magnitude in 0..<300 {
      for sign in [-1.0, 1] {
        let x = sign * 0.9 * pow(1.1, -Double(magnitude))
        let expected = log1p(x)
        #expect(
          abs(PortableMath.logarithm(onePlus: x) - expected) <= 6e-16 * abs(expected), "\(x)")
      }
    }
    for x in [0, 1e-300, -1e-300, 3.5, 1e17] {
      #expect(abs(PortableMath.logarithm(onePlus: x) - log1p(x)) <= 4e-16 * abs(log1p(x)), "\(x)")
    }
  }
}
