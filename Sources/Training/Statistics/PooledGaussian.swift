import FloatModels

/// A Gaussian of pooled windows for each machine id, as a network and prototypes: a dense layer that
/// whitens, so that the squared Mahalanobis distance is the squared distance from a point.
///
/// Each value is divided by its standard deviation within the ids before its covariance is shrunk, so
/// that a microphone with another gain in some bands gives the same scores. Ids with few windows share
/// one covariance, that of the deviations from each one's own mean; with `leastForOwn` or more windows
/// in every id, each has its own.
public struct PooledGaussian: PooledFit, Sendable {
  /// Whitening, of as many blocks as there are covariances.
  public let graph: Graph
  /// One an id.
  public let score: PrototypeSet
  /// See `score`.
  public var scoring: ScoreDescription { .nearestPrototype(score) }
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
  public init(_ windows: [PooledWindow], floor: Double) throws(TrainingError) {
    let counts = Dictionary(grouping: windows, by: \.id).mapValues(\.count)
    try self.init(
      windows, floor: floor, isShared: counts.values.contains { $0 < Self.leastForOwn })
  }

  /// - Parameter isShared: whether all ids share one covariance, however many windows they have.
  public init(
    _ windows: [PooledWindow], floor: Double, isShared: Bool
  ) throws(TrainingError) {
    guard let size = windows.first?.values.count else {
      throw .noWindows(clips: 0, framesPerWindow: 1)
    }
    let names = Set(windows.map(\.id)).sorted()
    let groups = names.map { name in windows.filter { $0.id == name }.map(\.values) }
    let means = groups.map { PooledWindow.mean($0) }
    let deviations = zip(groups, means).map { group, mean in
      group.map { Self.difference($0, mean) }
    }
    let scales = PooledWindow.deviations(windows, floor: floor)
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
      let center = isShared ? PooledWindow.mean(windows.map(\.values)) : means[block]
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

  /// What a value that never varied is taken to vary by, beside others whose variance is 1.
  private static let leastVariance = 1e-6

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
