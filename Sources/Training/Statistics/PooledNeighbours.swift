import FloatModels

/// The nearest neighbour among the normal windows of each machine id, as a network and prototypes: one
/// depthwise layer divides each value by its standard deviation within the ids.
///
/// Where there are more windows than `mostPrototypes`, each id keeps its share of them, chosen one after
/// the other as the farthest from those that were chosen before (Gonzalez 1985): no window that was
/// left out is far from one that was kept.
public struct PooledNeighbours: PooledFit, Sendable {
  /// Division by the standard deviations.
  public let graph: Graph
  /// The windows that were kept.
  public let score: PrototypeSet
  /// See `score`.
  public var scoring: ScoreDescription { .nearestPrototype(score) }

  /// Prototypes of all ids together.
  public static let mostPrototypes = 1024

  /// - Parameters:
  ///   - windows: each of the same number of values.
  ///   - floor: variance that each value has at least: of its rounding on the device.
  ///   - most: prototypes of all ids together; each id has one at least.
  /// - Throws: `TrainingError.noWindows` without any window.
  public init(
    _ windows: [PooledWindow], floor: Double, most: Int = mostPrototypes
  ) throws(TrainingError) {
    guard let size = windows.first?.values.count else {
      throw .noWindows(clips: 0, framesPerWindow: 1)
    }
    let scales = PooledWindow.deviations(windows, floor: floor)
    let center = PooledWindow.mean(windows.map(\.values))
    let gains = scales.map { Float(1 / $0) }
    graph = Graph(
      input: Shape(vector: size),
      nodes: [
        Node(
          name: "scaling",
          operation: .depthwiseConvolution(multiplier: 1, .square(1, stride: 1)),
          inputs: [Node.graphInput],
          parameters: [
            "weight": Tensor(shape: [1, 1, size], values: gains),
            "bias": Tensor(
              shape: [size], values: zip(center, scales).map { Float(-$0 / $1) }),
          ])
      ])
    let points = Dictionary(grouping: windows, by: \.id).mapValues { windows in
      windows.map { window in
        (0..<size).map { (window.values[$0] - center[$0]) / scales[$0] }
      }
    }
    let share = max(1, most / points.count)
    score = PrototypeSet(
      dimension: size,
      prototypes: points.keys.sorted().flatMap { id in
        Self.spread(points[id] ?? [], share).map { point in
          PrototypeSet.Prototype(id: id, block: 0, values: point.map(Float.init))
        }
      })
  }

  /// Up to `count` points, the first one first, then always the farthest from all that were chosen; in
  /// the order that they came in.
  static func spread(_ points: [[Double]], _ count: Int) -> [[Double]] {
    guard points.count > count else { return points }
    var chosen: Set<Int> = []
    var distances = [Double](repeating: .infinity, count: points.count)
    var next = 0
    while chosen.count < count {
      chosen.insert(next)
      for index in points.indices {
        distances[index] = min(distances[index], distance(points[index], points[next]))
      }
      // The first of equals, so that the result is the same everywhere.
      guard let farthest = distances.max(), farthest > 0 else { break }
      next = distances.firstIndex(of: farthest) ?? 0
    }
    return chosen.sorted().map { points[$0] }
  }

  private static func distance(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
