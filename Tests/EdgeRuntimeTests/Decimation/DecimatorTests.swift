import Foundation
import SeededRandom
import Testing

@testable import EdgeRuntime

@Suite struct DecimatorTests {
  static let factors = [2, 3, 4, 6]

  @Test func theTableIsTheDesignRounded() {
    let design = DecimationDesign.prototype.map { Int32(($0 * 0x1p30).rounded()) }
    #expect(design == decimationPrototype.indices.map { decimationPrototype[$0] })
  }

  @Test(arguments: factors)
  func passBandIsFlatAndStopBandBelow85dB(_ factor: Int) {
    let taps = DecimationDesign.taps(factor: factor)
    #expect(taps == taps.reversed(), "linear phase")
    // 3,000 frequencies up to the input's Nyquist frequency: ten a lobe of the longest response.
    let response = (0...3000).map { index in
      let frequency = Double(index) / 3000 * Double(factor)
      return (frequency, DecimationDesign.magnitude(taps, factor: factor, at: frequency))
    }
    let pass = response.filter { $0.0 <= 0.85 }.map { decibels($0.1) }
    let stop = response.filter { $0.0 >= 1 }.map { decibels($0.1) }
    #expect(pass.allSatisfy { abs($0) <= 0.001 }, "\(pass.min()!) … \(pass.max()!) dB")
    #expect(stop.allSatisfy { $0 <= -85 }, "\(stop.max()!) dB")
  }

  @Test(arguments: factors)
  func outputIsWithinHalfAStepOfTheConvolutionInDouble(_ factor: Int) {
    let input = noise(6000, seed: 1)
    let taps = DecimationDesign.taps(factor: factor)
    let padded = [Int16](repeating: 0, count: taps.count) + input
    var worst = 0.0
    for (index, value) in decimated(input, factor: factor).enumerated() {
      let newest = taps.count + factor * index + factor - 1
      var exact = 0.0
      for (tap, weight) in taps.enumerated() { exact += weight * Double(padded[newest - tap]) }
      worst = max(worst, abs(max(-32768, min(32767, exact)) - Double(value)))
    }
    #expect(worst <= 0.5002)
  }

  @Test(arguments: factors)
  func itLags35OutputSamplesAndPassesAConstant(_ factor: Int) {
    var impulse = [Int16](repeating: 0, count: 100 * factor)
    impulse[0] = .max
    let response = decimated(impulse, factor: factor)
    let peak = response.indices.max { abs(Int(response[$0])) < abs(Int(response[$1])) }
    #expect(peak == 35)
    for value: Int16 in [.max, 1000, 0, -1, .min] {
      let output = decimated(.init(repeating: value, count: 100 * factor), factor: factor)
      #expect(output.dropFirst(71).allSatisfy { abs(Int($0) - Int(value)) <= 2 })
    }
  }

  /// The signs of the response itself make the output as large as it can be.
  @Test(arguments: factors)
  func outputStopsAtTheEndsOfInt16(_ factor: Int) {
    let signs = DecimationDesign.taps(factor: factor).map { $0 > 0 }
    let lead = [Int16](repeating: 0, count: factor)
    let worst = lead + signs.map { $0 ? .max : .min } + lead
    #expect(decimated(worst, factor: factor).contains(.max))
    #expect(decimated(worst.map { ~$0 }, factor: factor).contains(.min))
  }

  @Test(arguments: factors)
  func chunksAndAResetChangeNothing(_ factor: Int) {
    let input = noise(5000, seed: 2)
    let whole = decimated(input, factor: factor)
    #expect(whole.count == 5000 / factor)
    for chunk in [1, 2, 3, 5, 64, 431, 4096] {
      #expect(decimated(input, factor: factor, chunk: chunk) == whole)
    }
    #expect(decimated(input, factor: factor, hearingFirst: noise(777, seed: 3)) == whole)
  }

  @Test func otherFactorsAreNotSupported() {
    #expect((0...12).filter(Decimator.supports(factor:)) == Self.factors)
  }

  private func decibels(_ magnitude: Double) -> Double { 20 * log10(max(magnitude, 1e-9)) }

  private func noise(_ count: Int, seed: UInt64) -> [Int16] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Int16.random(in: .min ... .max, using: &generator) }
  }

  /// - Parameter hearingFirst: sound that comes before, and is forgotten by a reset.
  private func decimated(
    _ input: [Int16], factor: Int, chunk: Int = .max, hearingFirst earlier: [Int16] = []
  ) -> [Int16] {
    let memory = UnsafeMutablePointer<Int16>.allocate(
      capacity: Decimator.memoryCount(factor: factor))
    let output = UnsafeMutablePointer<Int16>.allocate(capacity: 6000)
    defer {
      memory.deallocate()
      output.deallocate()
    }
    memory.update(repeating: 0x55, count: Decimator.memoryCount(factor: factor))
    var decimator = Decimator(factor: factor, memory: memory)
    _ = decimator.process(earlier.span, into: output)
    if !earlier.isEmpty { decimator.reset() }
    var written = 0
    for start in stride(from: 0, to: input.count, by: min(chunk, input.count)) {
      let part = Array(input[start..<min(start + min(chunk, input.count), input.count)])
      written += decimator.process(part.span, into: output + written)
    }
    return Array(UnsafeBufferPointer(start: output, count: written))
  }
}
