import SeededRandom

/// How well detectors hear faults that were made up, each compared with the same clips: the share of
/// pairs of a faulty and a normal clip of the same machine in which the faulty one scores higher, an
/// AUC for each severity.
public struct FaultHearing: Sendable, Codable, Equatable {
  /// Severities that are tried, dB.
  public static let severities = [0.5, 1, 2, 4, 8, 16]

  /// Of each clip, for each severity: the share of normal clips of its machine that score below it
  /// when it is faulty, mean over faults.
  public let shares: [[Double]]
  /// Machine of each clip.
  public let ids: [String]

  /// What a detector says of a clip that it has not learned from.
  public struct Clip: Sendable {
    /// The machine.
    public var id: String
    /// Of the clip as it is.
    public var normal: Double
    /// Of the clip with each fault, for each of `severities`.
    public var faulty: [[Double]]

    /// Scores of a clip.
    public init(id: String, normal: Double, faulty: [[Double]]) {
      self.id = id
      self.normal = normal
      self.faulty = faulty
    }
  }

  /// - Returns: nil where no machine has two clips: a faulty clip is not compared with itself.
  public init?(_ clips: [Clip]) {
    var (shares, ids): ([[Double]], [String]) = ([], [])
    for (index, clip) in clips.enumerated() {
      let others = clips.indices.filter { $0 != index && clips[$0].id == clip.id }
        .map { clips[$0].normal }
      guard !others.isEmpty else { continue }
      shares.append(
        Self.severities.indices.map { severity in
          let scores = clip.faulty.map { $0[severity] }
          return scores.reduce(0) { $0 + Self.share(of: others, below: $1) } / Double(scores.count)
        })
      ids.append(clip.id)
    }
    guard !ids.isEmpty else { return nil }
    self.shares = shares
    self.ids = ids
  }

  /// A tie counts half.
  private static func share(of scores: [Double], below score: Double) -> Double {
    scores.reduce(0) { $0 + ($1 < score ? 1 : $1 == score ? 0.5 : 0) } / Double(scores.count)
  }

  /// Mean over severities and machines: .5 hears nothing, 1 everything.
  public var mean: Double { Self.mean(perClip, ids) }

  /// Of each clip the mean over severities.
  private var perClip: [Double] {
    shares.map { $0.reduce(0, +) / Double($0.count) }
  }

  /// The severity that is heard in three of four pairs, dB, between those that were tried; nil where
  /// none is.
  public var threshold: Double? {
    let means = Self.severities.indices.map { severity in
      Self.mean(shares.map { $0[severity] }, ids)
    }
    guard let first = means.firstIndex(where: { $0 >= 0.75 }) else { return nil }
    guard first > 0 else { return Self.severities[0] }
    let part = (0.75 - means[first - 1]) / (means[first] - means[first - 1])
    return Self.severities[first - 1] + part * (Self.severities[first] - Self.severities[first - 1])
  }

  /// Standard error of the difference between the means of two detectors that heard the same clips:
  /// what makes a clip hard for both cancels out.
  public func standardError(against other: FaultHearing) -> Double {
    precondition(ids == other.ids, "the detectors heard the same clips")
    let differences = zip(perClip, other.perClip).map { $0 - $1 }
    let groups = Dictionary(grouping: zip(ids, differences), by: \.0)
    let variances = groups.keys.sorted().map { id in
      let own = (groups[id] ?? []).map(\.1)
      let mean = own.reduce(0, +) / Double(own.count)
      let squares = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return squares / Double(max(own.count - 1, 1) * own.count)
    }
    return variances.reduce(0, +).squareRoot() / Double(groups.count)
  }

  /// Mean over machines of the means over their clips.
  private static func mean(_ values: [Double], _ ids: [String]) -> Double {
    let groups = Dictionary(grouping: zip(ids, values), by: \.0)
    return groups.keys.sorted().reduce(0) { sum, id in
      let own = groups[id] ?? []
      return sum + own.reduce(0) { $0 + $1.1 } / Double(own.count)
    } / Double(groups.count)
  }

  /// How often each of several detectors, which heard the same clips, comes out first when clips are
  /// drawn again with replacement within their machines (as in Efron and Tibshirani, "An Introduction
  /// to the Bootstrap"): how sure a choice between them is. Of equals each has its part.
  ///
  /// - Parameters:
  ///   - hearings: of the same clips in the same order.
  ///   - resamples: at least 1.
  public static func firsts(
    of hearings: [FaultHearing], resamples: Int = 2_000, seed: UInt64 = 1
  ) -> [Double] {
    guard let ids = hearings.first?.ids else { return [] }
    precondition(hearings.allSatisfy { $0.ids == ids }, "the detectors heard the same clips")
    let perClip = hearings.map(\.perClip)
    let groups = Dictionary(grouping: ids.indices) { ids[$0] }
    let members = groups.keys.sorted().compactMap { groups[$0] }
    var generator = SeededGenerator(seed: seed, stream: "choice")
    var firsts = [Double](repeating: 0, count: hearings.count)
    for _ in 0..<resamples {
      var means = [Double](repeating: 0, count: hearings.count)
      for own in members {
        for _ in own {
          let clip = own[generator.integer(below: own.count)]
          for index in means.indices { means[index] += perClip[index][clip] / Double(own.count) }
        }
      }
      guard let best = means.max() else { continue }
      let winners = means.indices.filter { means[$0] == best }
      for winner in winners { firsts[winner] += 1 / Double(winners.count * resamples) }
    }
    return firsts
  }
}
