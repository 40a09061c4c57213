import FloatModels

/// A detector that is fitted to pooled windows: a network and what its output is compared with.
public protocol PooledFit {
  /// What is applied to a window.
  var graph: Graph { get }
  /// What makes a score of its output alone.
  var scoring: ScoreDescription { get }
}

extension PooledFit {
  /// Scores of windows, each as of its id.
  public func scores(of windows: [PooledWindow]) throws -> [Double] {
    let network = try Network(graph)
    return windows.compactMap { window in
      scoring.score(
        ofOutput: network.forward(window.values.map(Float.init), batch: 1)[...], id: window.id)
    }
  }
}

/// Scores of windows that a fit has not seen.
///
/// What was fitted to windows fits those too well: a covariance of many values, let alone a nearest
/// neighbour. Their own scores say little of what normal sound to come will have.
public enum HeldOutScores {
  private static let parts = 10

  /// Deals the clips of each id into up to ten parts, and scores each part by a fit to the others.
  /// Windows of an id with a single clip have no score.
  public static func of(
    _ windows: [PooledWindow], by fit: ([PooledWindow]) throws -> some PooledFit
  ) throws -> [Double] {
    let ids = Dictionary(grouping: windows, by: \.id).mapValues { Set($0.map(\.clip)).sorted() }
    var part: [Int: Int] = [:]
    for clips in ids.values where clips.count > 1 {
      for (index, clip) in clips.enumerated() { part[clip] = index % min(parts, clips.count) }
    }
    var scores: [Double] = []
    for number in 0..<parts {
      let judged = windows.filter { part[$0.clip] == number }
      guard !judged.isEmpty else { continue }
      scores += try fit(windows.filter { part[$0.clip] != number }).scores(of: judged)
    }
    return scores
  }
}
