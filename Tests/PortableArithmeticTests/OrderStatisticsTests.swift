import PortableArithmetic
import Testing

@Suite struct OrderStatisticsTests {
  private func sorted(_ values: [Double]) -> [Double] {
    var values = values
    values.withUnsafeMutableBufferPointer { OrderStatistics.sort($0) }
    return values
  }

  /// Few different values in one, hardly two alike in the other.
  @Test(arguments: [7, 1_000_003])
  func everyLengthIsPutInOrder(different: Int) {
    var state = 1
    for length in Array(0...70) + [1000, 4097] {
      let values = (0..<length).map { _ in
        state = (state &* 1_103_515_245 &+ 12_345) % 2_147_483_648
        return Double(state / 256 % different) - 3
      }
      #expect(sorted(values) == values.sorted(), "\(length) values")
    }
    #expect(sorted((0..<100).map { Double($0) }) == (0..<100).map { Double($0) })
    #expect(sorted((0..<100).map { -Double($0) }) == (0..<100).map { Double($0) - 99 })
  }

  /// numpy.quantile([1, 2, 4, 8, 16], share)
  @Test(arguments: [(0.0, 1.0), (0.1, 1.4), (0.5, 4), (0.9, 12.8), (1, 16)])
  func quantilesAreInterpolated(share: Double, value: Double) {
    let sample: [Double] = [1, 2, 4, 8, 16]
    let found = OrderStatistics.quantile(share, ofSorted: sample.span)
    #expect(abs(found - value) < 1e-12)
  }
}
