import Foundation
import Testing

@testable import Quantization

@Suite struct LookupTableTests {
  /// Steps of the input from far too fine to far too coarse, and zero points over the whole range.
  private static let inputs: [TensorQuantization] = [1e-6, 0.003, 0.02, 0.0471, 0.11, 0.5, 3]
    .flatMap { scale in
      [-128, -50, 0, 11, 127].map { TensorQuantization(scale: scale, zeroPoint: $0) }
    }

  private func largestError(
    _ table: [Int8], of input: TensorQuantization, step: Double, zeroPoint: Double,
    _ function: (Double) -> Double
  ) -> Double {
    (-128...127).map { integer -> Double in
      let x = Double(input.dequantize(integer))
      let y = (Double(table[integer + 128]) - zeroPoint) * step
      // What lies beyond the last integer cannot be had.
      let most = (127 - zeroPoint) * step
      return abs(y - min(function(x), most))
    }.max() ?? 0
  }

  @Test(arguments: inputs)
  func logisticIsRoundedToTheNearestStep(input: TensorQuantization) {
    let error = largestError(
      LookupTable.logistic(of: input), of: input, step: 1 / 256, zeroPoint: -128
    ) { 1 / (1 + exp(-$0)) }
    #expect(error <= 0.51 / 256)
  }

  @Test(arguments: inputs)
  func hyperbolicTangentIsRoundedToTheNearestStep(input: TensorQuantization) {
    let error = largestError(
      LookupTable.tanh(of: input), of: input, step: 1 / 128, zeroPoint: 0
    ) { Foundation.tanh($0) }
    #expect(error <= 0.51 / 128)
  }

  @Test(arguments: inputs)
  func tablesNeverFall(input: TensorQuantization) {
    for table in [LookupTable.logistic(of: input), LookupTable.tanh(of: input)] {
      #expect(table.count == 256)
      #expect(zip(table, table.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }
}
