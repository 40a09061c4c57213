import FloatModels
import Foundation

/// Clusters of the normal windows of each machine id, as a network that changes nothing and clusters of
/// its output.
///
/// Each window is linked to the nearest other one of its id, by the sum of the magnitudes of the differences
/// of what its levels stand for; the connected components of that graph are the clusters. A value's spread is
/// its standard deviation within the cluster and `leastSpread`, which keeps what hardly differs between a
/// handful of windows from deciding everything.
public struct NeighbourClusters: PooledFit, Sendable {
  /// Passes levels on.
  public let graph: Graph
  /// In the order of the ids.
  public let score: ClusterSet
  /// See `score`.
  public var scoring: ScoreDescription { .nearestCluster(score) }

  /// - Parameters:
  ///   - windows: levels, each of the same number.
  ///   - octavesPerUnit: of value that a unit of the levels stands for.
  ///   - leastSpread: what is added to each standard deviation; nil adds the mean of all values.
  /// - Throws: `TrainingError.noWindows` without any window, `TrainingError.frameValue` where a value is
  ///   not finite.
  public init(
    _ windows: [PooledWindow], octavesPerUnit: Double, leastSpread: Double? = nil
  ) throws(TrainingError) {
    guard let size = windows.first?.values.count else {
      throw .noWindows(clips: 0, framesPerWindow: 1)
    }
    let values = windows.map { window in window.values.map { exp2($0 * octavesPerUnit) } }
    if let index = values.firstIndex(where: { !$0.allSatisfy(\.isFinite) }) {
      throw .frameValue(clip: windows[index].clip)
    }
    let total = values.reduce(0) { $0 + $1.reduce(0, +) }
    let least = leastSpread ?? total / Double(windows.count * size)
    let level = { (value: Double) in Float(log2(value) / octavesPerUnit) }
    var clusters: [ClusterSet.Cluster] = []
    for id in Set(windows.map(\.id)).sorted() {
      let own = windows.indices.filter { windows[$0].id == id }.map { values[$0] }
      for component in Self.components(own) {
        let members = component.map { own[$0] }
        let center = PooledWindow.mean(members)
        let spread = (0..<size).map { element in
          let squares = members.reduce(0) { sum, member in
            sum + (member[element] - center[element]) * (member[element] - center[element])
          }
          return (squares / Double(members.count)).squareRoot() + least
        }
        clusters.append(
          ClusterSet.Cluster(id: id, center: center.map(level), spread: spread.map(level)))
      }
    }
    graph = Self.passing(size)
    score = ClusterSet(
      dimension: size, octavesPerUnit: Float(octavesPerUnit), clusters: clusters)
  }

  /// A layer that gives what it is given.
  private static func passing(_ size: Int) -> Graph {
    Graph(
      input: Shape(vector: size),
      nodes: [
        Node(
          name: "levels", operation: .depthwiseConvolution(multiplier: 1, .square(1, stride: 1)),
          inputs: [Node.graphInput],
          parameters: [
            "weight": Tensor(shape: [1, 1, size], values: [Float](repeating: 1, count: size)),
            "bias": Tensor(shape: [size], values: [Float](repeating: 0, count: size)),
          ])
      ])
  }

  /// The connected components of the graph of nearest neighbours, each in ascending order, by their
  /// first members. A single point is one.
  static func components(_ points: [[Double]]) -> [[Int]] {
    var component = Array(points.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while component[index] != index { index = component[index] }
      return index
    }
    for (index, neighbour) in nearest(points).enumerated() {
      guard let neighbour else { continue }
      let (first, second) = (root(index), root(neighbour))
      component[max(first, second)] = min(first, second)
    }
    let members = Dictionary(grouping: points.indices, by: root)
    return members.keys.sorted().map { members[$0] ?? [] }
  }

  /// Of each point the nearest other one, the first of equals; nil where there is none.
  private static func nearest(_ points: [[Double]]) -> [Int?] {
    var nearest = [Int?](repeating: nil, count: points.count)
    var distances = [Double](repeating: .infinity, count: points.count)
    let size = points.first?.count ?? 0
    let flat = points.flatMap { $0 }
    flat.withUnsafeBufferPointer { flat in
      for first in points.indices {
        for second in points.indices.dropFirst(first + 1) {
          var distance = 0.0
          for element in 0..<size {
            distance += abs(flat[first * size + element] - flat[second * size + element])
          }
          // Ascending in both, so that the first of equals stays.
          if distance < distances[first] { (distances[first], nearest[first]) = (distance, second) }
          if distance < distances[second] {
            (distances[second], nearest[second]) = (distance, first)
          }
        }
      }
    }
    return nearest
  }
}
