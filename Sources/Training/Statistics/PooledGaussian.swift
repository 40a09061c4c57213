import FloatModels

/// A Gaussian of pooled windows for each machine id, as a network and prototypes: a dense layer that
/// whitens, so that the squared Mahalanobis distance is the squared distance from a point.
///
/// Each value is divided by its standard deviation within the ids before its covariance is shrunk, so
/// that a microphone with another gain in some bands gives the same scores. Ids with few windows share
/// one covariance, that of the deviations from each one's own mean; with `leastForOwn` or more windows
/// in every id, each has its own.
public struct PooledGaussian: Sendable {
  /// A pooled window to learn from.
  public struct Window: Sendable {
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

  /// Whitening, of as many blocks as there are covariances.
  public let graph: Graph
  /// One an id.
  public let score: PrototypeSet
  /// Part of the identity matrix in each covariance.
  public let shrinkage: [Double]
  /// Whether all ids share one covariance.
  public let isShared: Bool

  /// Windows of an id from which on a covariance of its own is better than a shared one.
  public static let leastForOwn = 20

  /// - Parameters:
  ///   - windows: each of the same number of values.
  ///   - floor: variance that each value has at least: of its rounding on the device.
  /// - Throws: `TrainingError.noWindows` without any window, `TrainingError.frameValue` where the
  ///   statistics are not finite.
  public init(_ windows: [Window], floor: Double) throws(TrainingError) {
    let counts = Dictionary(grouping: windows, by: \.id).mapValues(\.count)
    try self.init(
      windows, floor: floor, isShared: counts.values.contains { $0 < Self.leastForOwn })
  }

  private init(
    _ windows: [Window], floor: Double, isShared: Bool
  ) throws(TrainingError) {
    guard let size = windows.first?.values.count else {
      throw .noWindows(clips: 0, framesPerWindow: 1)
    }
    let names = Set(windows.map(\.id)).sorted()
    let groups = names.map { name in windows.filter { $0.id == name }.map(\.values) }
    let means = groups.map { Self.mean($0) }
    let deviations = zip(groups, means).map { group, mean in
      group.map { Self.difference($0, mean) }
    }
    let scales = Self.deviation(deviations.flatMap { $0 }, floor: floor)
    let covariances = (isShared ? [deviations.flatMap { $0 }] : deviations).map { rows in
      ShrunkCovariance(
        deviations: rows.map { Self.quotient($0, scales) }, floor: Self.leastVariance)
    }
    var weights: [Float] = []
    var bias: [Float] = []
    var prototypes: [PrototypeSet.Prototype] = []
    for (block, covariance) in covariances.enumerated() {
      guard let triangle = covariance.whitening else { throw .frameValue(clip: 0) }
      let whitening = triangle.indices.map { triangle[$0] / scales[$0 % size] }
      let center = isShared ? Self.mean(windows.map(\.values)) : means[block]
      weights += whitening.map(Float.init)
      bias += Self.product(whitening, center).map { Float(-$0) }
      for id in isShared ? Array(names.indices) : [block] {
        prototypes.append(
          PrototypeSet.Prototype(
            id: names[id], block: block,
            values: Self.product(whitening, Self.difference(means[id], center)).map(Float.init)))
      }
    }
    let units = size * covariances.count
    graph = Graph(
      input: Shape(vector: size),
      nodes: [
        Node(
          name: "whitening", operation: .dense(units: units), inputs: [Node.graphInput],
          parameters: [
            "weight": Tensor(shape: [units, size], values: weights),
            "bias": Tensor(shape: [units], values: bias),
          ])
      ])
    score = PrototypeSet(dimension: size, prototypes: prototypes)
    shrinkage = covariances.map(\.shrinkage)
    self.isShared = isShared
  }

  /// The same fit's scores of windows that it has not seen: the clips of each id are dealt into up to
  /// ten parts, and each part is scored by a fit to the others. Windows of an id with a single clip
  /// have none.
  ///
  /// A covariance of many values fits the windows that it was estimated from too well: their own
  /// scores say little of what normal sound to come will have.
  public static func heldOutScores(
    _ windows: [Window], floor: Double, isShared: Bool
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
      let fit = try PooledGaussian(
        windows.filter { part[$0.clip] != number }, floor: floor, isShared: isShared)
      let network = try Network(fit.graph)
      for window in judged {
        let output = network.forward(window.values.map(Float.init), batch: 1)
        scores.append(fit.score.distance(output[...], id: window.id))
      }
    }
    return scores
  }

  private static let parts = 10
  /// What a value that never varied is taken to vary by, beside others whose variance is 1.
  private static let leastVariance = 1e-6

  private static func mean(_ rows: [[Double]]) -> [Double] {
    var sums = [Double](repeating: 0, count: rows[0].count)
    for row in rows { for (index, value) in row.enumerated() { sums[index] += value } }
    return sums.map { $0 / Double(rows.count) }
  }

  /// Standard deviation of each value, whose variance is `floor` at least.
  private static func deviation(_ rows: [[Double]], floor: Double) -> [Double] {
    var squares = [Double](repeating: 0, count: rows[0].count)
    for row in rows { for (index, value) in row.enumerated() { squares[index] += value * value } }
    return squares.map { max($0 / Double(rows.count), floor).squareRoot() }
  }

  private static func quotient(_ first: [Double], _ second: [Double]) -> [Double] {
    zip(first, second).map { $0 / $1 }
  }

  private static func difference(_ first: [Double], _ second: [Double]) -> [Double] {
    zip(first, second).map { $0 - $1 }
  }

  /// A square matrix times a vector.
  private static func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    vector.indices.map { row in
      vector.indices.reduce(0) { $0 + matrix[row * vector.count + $1] * vector[$1] }
    }
  }
}
