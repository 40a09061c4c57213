/// Ranks of values, doubled so that means of neighbouring ranks are whole numbers.
struct MidRanks {
  /// Of each value: twice the mean of the ranks (from 1) that it shares.
  private let doubled: [Int]
  let tiedPairs: Int

  init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var doubled = [Int](repeating: 0, count: values.count)
    var ties = 0
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
      for place in first...last { doubled[order[place]] = first + last + 2 }
      ties += (last - first) * (last - first + 1) / 2
      first = last + 1
    }
    self.doubled = doubled
    tiedPairs = ties
  }

  /// Pearson's correlation of the ranks; nil where either ranks are all equal.
  func correlation(with other: MidRanks) -> Double? {
    // Of doubled ranks 2…2n the mean is n + 1.
    let mean = doubled.count + 1
    var (squares, otherSquares, products) = (0.0, 0.0, 0.0)
    for (mine, theirs) in zip(doubled, other.doubled) {
      let (a, b) = (Double(mine - mean), Double(theirs - mean))
      squares += a * a
      otherSquares += b * b
      products += a * b
    }
    guard squares > 0, otherSquares > 0 else { return nil }
    return products / (squares * otherSquares).squareRoot()
  }
}
