/// The integers of a layer's weights, -`largest`…`largest`, symmetric around zero: with as many on
/// either side, a product's sum needs no correction by a zero point.
public struct WeightGrid: Sendable, Hashable, CaseIterable {
  /// 4, 8 or 16.
  public let bits: Int

  private init(_ bits: Int) { self.bits = bits }

  /// -7…7.
  public static let int4 = WeightGrid(4)
  /// -127…127.
  public static let int8 = WeightGrid(8)
  /// -32,767…32,767.
  public static let int16 = WeightGrid(16)
  /// From the coarsest to the finest.
  public static let allCases = [int4, int8, int16]

  /// 7, 127 or 32,767.
  public var largest: Int32 { 1 << Int32(bits - 1) - 1 }

  /// The integer nearest to `weight / scale`, halves away from zero, saturated.
  public func quantize(_ weight: Float, scale: Float) -> Int32 {
    let nearest = (Double(weight) / Double(scale)).rounded(.toNearestOrAwayFromZero)
    return Int32(min(max(nearest, -Double(largest)), Double(largest)))
  }

  /// The scale at which the largest weight of an output channel becomes the largest integer; nil
  /// where no weight is large enough for a normal number.
  public func coveringScale(of row: some Collection<Float>) -> Float? {
    let scale = row.reduce(0) { max($0, abs($1)) } / Float(largest)
    return scale >= .leastNormalMagnitude ? scale : nil
  }

  /// The scale with the smallest `squaredError`; nil as for `coveringScale`.
  ///
  /// - Parameters:
  ///   - row: the weights of an output channel, finite.
  ///   - importance: of each weight, 0 or more: E[x²] of the input it is multiplied with, so that
  ///     what is minimised is the error of the layer's output as far as inputs are independent.
  ///     Nil counts all weights alike.
  ///   - clipping: whether the largest weights may be cut so that all others become finer.
  public func bestScale(
    of row: some Collection<Float>, importance: [Double]? = nil, clipping: Bool
  ) -> Float? {
    guard let covering = coveringScale(of: row) else { return nil }
    let search = WeightScaleSearch(row, importance, covering: covering, largest: Double(largest))
    let best = Float(search.best(clipping: clipping))
    guard best >= .leastNormalMagnitude,
      squaredError(of: row, scale: best, importance: importance)
        < squaredError(of: row, scale: covering, importance: importance)
    else { return covering }
    return best
  }

  /// Σ importance · (weight - scale · integer)².
  public func squaredError(
    of row: some Collection<Float>, scale: Float, importance: [Double]? = nil
  ) -> Double {
    precondition(importance.map { $0.count == row.count } ?? true, "one importance a weight")
    let (step, limit) = (Double(scale), Double(largest))
    var sum = 0.0
    for (index, weight) in row.enumerated() {
      // To the nearest whole number: the sum has no room for fractions. Halves are as far from
      // either neighbour.
      let nearest = (Double(weight) / step + 0x1.8p52) - 0x1.8p52
      let error = Double(weight) - step * min(max(nearest, -limit), limit)
      sum += (importance?[index] ?? 1) * error * error
    }
    return sum
  }
}
