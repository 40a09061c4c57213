import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite struct BiasCorrectionTests {
  private static func add(_ float: [Float], _ integer: [Float], to correction: inout BiasCorrection)
  {
    float.withUnsafeBufferPointer { float in
      integer.withUnsafeBufferPointer { correction.add(float: float, integer: $0) }
    }
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func theCorrectedLayerHasTheFloatMeans(seed: UInt64) {
    // A dense layer with weights so coarse that its means shift, on inputs that are not centred.
    var draw = RandomGraphs(seed: seed)
    let (inputs, outputs) = (24, 6)
    let weight = draw.input(outputs * inputs)
    let bias = draw.input(outputs)
    let coarse = weight.map { Float(WeightGrid.int4.quantize($0, scale: 0.5)) * 0.5 }
    let windows = (0..<300).map { _ in draw.input(inputs).map { max($0, 0) } }
    func output(_ weight: [Float], _ bias: [Float], _ x: [Float]) -> [Float] {
      bias.indices.map { channel in
        x.indices.reduce(bias[channel]) { $0 + weight[channel * inputs + $1] * x[$1] }
      }
    }
    func means(_ weight: [Float], _ bias: [Float]) -> [Double] {
      let sums = windows.reduce(into: [Double](repeating: 0, count: outputs)) { sums, x in
        for (channel, value) in output(weight, bias, x).enumerated() {
          sums[channel] += Double(value)
        }
      }
      return sums.map { $0 / 300 }
    }
    var parts = [BiasCorrection(channels: outputs), BiasCorrection(channels: outputs)]
    for (index, x) in windows.enumerated() {
      Self.add(output(weight, bias, x), output(coarse, bias, x), to: &parts[index % 2])
    }
    var correction = parts[0]
    correction.add(parts[1])
    let corrected = correction.corrected(bias)
    let (wanted, before) = (means(weight, bias), means(coarse, bias))
    let after = means(coarse, corrected)
    for channel in 0..<outputs { #expect(abs(after[channel] - wanted[channel]) < 1e-5) }
    let shift = zip(wanted, before).map { abs($0 - $1) }.max() ?? 0
    #expect(shift > 0.1)
  }

  @Test func nothingSeenLeavesTheBias() {
    #expect(BiasCorrection(channels: 2).corrected([1.5, -2]) == [1.5, -2])
  }

  @Test func theErrorOfTheMeanIsTakenOff() {
    let corrected = BiasCorrection.corrected(
      [1, 2], floatMeans: [0.5, -1], integerMeans: [0.75, -1.5])
    #expect(corrected == [0.75, 2.5])
  }
}
