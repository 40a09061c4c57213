import Foundation
import SeededRandom
import Testing

@testable import Datasets

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

  @Test("nearly normal deviates have mean 0 and deviation 1")
  func nearlyNormalDeviates() {
    var generator = SeededGenerator(seed: 3)
    let values = (0..<200_000).map { _ in generator.nearNormal() }
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(abs(mean) < 0.01)
    #expect(abs(values.rootMeanSquare - 1) < 0.01)
    #expect(values.allSatisfy { abs($0) < 3.5 })
  }
}
