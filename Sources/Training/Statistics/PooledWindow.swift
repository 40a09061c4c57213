/// A pooled window to learn from.
public struct PooledWindow: Sendable {
  /// Standardised values, finite.
  public var values: [Double]
  /// The machine.
  public var id: String
  /// The recording; windows of the same one are alike.
  public var clip: Int

  /// A window of its parts.
  public init(_ values: [Double], id: String, clip: Int) {
    self.values = values
    self.id = id
    self.clip = clip
  }
}

extension PooledWindow {
  /// Standard deviation of each value within the ids, whose variance is `floor` at least; of at least
  /// one window.
  static func deviations(_ windows: [PooledWindow], floor: Double) -> [Double] {
    let means = Dictionary(grouping: windows, by: \.id).mapValues { mean($0.map(\.values)) }
    var squares = [Double](repeating: 0, count: windows[0].values.count)
    for window in windows {
      guard let mean = means[window.id] else { continue }
      for (index, value) in window.values.enumerated() {
        squares[index] += (value - mean[index]) * (value - mean[index])
      }
    }
    return squares.map { max($0 / Double(windows.count), floor).squareRoot() }
  }

  static func mean(_ rows: [[Double]]) -> [Double] {
    var sums = [Double](repeating: 0, count: rows[0].count)
    for row in rows { for (index, value) in row.enumerated() { sums[index] += value } }
    return sums.map { $0 / Double(rows.count) }
  }
}
