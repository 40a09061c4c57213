import Foundation

/// Numbers drawn by definitions of our own: the standard library's `random(in:using:)` and
/// `shuffled(using:)` may draw differently in another version of Swift.
extension SeededGenerator {
  /// A uniform deviate in [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform deviate in [0, 1), a multiple of 2⁻²⁴.
  public mutating func uniformFloat() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// A uniform deviate between the bounds; the upper one only through rounding.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A uniform integer in `0..<bound`, without bias (Lemire, "Fast random integer generation in an
  /// interval", ACM TOMACS 2019).
  ///
  /// - Parameter bound: at least 1.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "there is no integer below \(bound)")
    let width = UInt64(bound)
    var product = next().multipliedFullWidth(by: width)
    if product.low < width {
      let rejected = (0 &- width) % width
      while product.low < rejected {
        product = next().multipliedFullWidth(by: width)
      }
    }
    return Int(product.high)
  }

  /// A normal deviate of mean 0 and deviation 1 (Marsaglia's polar method). The pair's second
  /// number is dropped, so that the generator has no state beside its 256 bits.
  public mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square < 1, square > 0 {
        return x * (-2 * log(square) / square).squareRoot()
      }
    }
  }

  /// Puts the elements into a uniformly random order (Fisher and Yates, from the end).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, integer(below: last + 1))
    }
  }

  /// The integers `0..<count` in a uniformly random order.
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }
}
