import Foundation

/// Clusters of what normal sound makes of a network's output: centre and spread of each value.
///
/// The output's elements are levels, of which each stands for the value `2^(y · octavesPerUnit)`.
/// Centres and spreads are levels too, in the output's units.
public struct ClusterSet: Sendable, Hashable {
  /// One cluster.
  public struct Cluster: Sendable, Hashable {
    /// The machine that it stands for; nil for every one.
    public var id: String?
    /// Level of each value's centre.
    public var center: [Float]
    /// Level of each value's spread.
    public var spread: [Float]

    /// A cluster of its parts, as many centres as spreads.
    public init(id: String?, center: [Float], spread: [Float]) {
      self.id = id
      self.center = center
      self.spread = spread
    }
  }

  /// Octaves of value that a unit of the output stands for; > 0.
  public let octavesPerUnit: Float
  /// Sorted by id, those of no id last; otherwise in the order they were given.
  public let centers: PrototypeSet
  /// One an element of each centre, in their order.
  public let spreads: [[Float]]
  /// Of each cluster what its levels stand for.
  private let values: [(centers: [Double], spreads: [Double])]

  /// - Parameter clusters: at least one, each of `dimension` values.
  public init(dimension: Int, octavesPerUnit: Float, clusters: [Cluster]) {
    let ids = Set(clusters.compactMap(\.id)).sorted()
    let sorted =
      ids.flatMap { id in clusters.filter { $0.id == id } } + clusters.filter { $0.id == nil }
    self.octavesPerUnit = octavesPerUnit
    centers = PrototypeSet(
      dimension: dimension,
      prototypes: sorted.map { PrototypeSet.Prototype(id: $0.id, block: 0, values: $0.center) })
    spreads = sorted.map(\.spread)
    values = Self.values(of: centers, spreads, octavesPerUnit)
  }

  private static func values(
    of centers: PrototypeSet, _ spreads: [[Float]], _ octavesPerUnit: Float
  ) -> [(centers: [Double], spreads: [Double])] {
    let octaves = Double(octavesPerUnit)
    return zip(centers.prototypes, spreads).map { center, spread in
      (center.values.map { exp2(octaves * Double($0)) }, spread.map { exp2(octaves * Double($0)) })
    }
  }

  /// Mean distance of an output's values from the nearest cluster, in its spreads.
  ///
  /// - Parameters:
  ///   - output: levels.
  ///   - id: the machine that is heard; nil, or one that has no clusters, takes those of all.
  public func distance(_ output: ArraySlice<Float>, id: String?) -> Double {
    let known = id.flatMap { centers.ids.contains($0) ? $0 : nil }
    let heard = output.map { exp2(Double(octavesPerUnit) * Double($0)) }
    var nearest = Double.infinity
    for (center, own) in zip(centers.prototypes, values) {
      if let known, let id = center.id, id != known { continue }
      let start = center.block * centers.dimension
      var sum = 0.0
      for element in 0..<centers.dimension {
        sum += abs(heard[start + element] - own.centers[element]) / own.spreads[element]
      }
      nearest = min(nearest, sum)
    }
    return nearest / Double(centers.dimension)
  }
}

/// The form in a file: centres as prototypes, spreads as a tensor of their size.
extension ClusterSet {
  /// Name of the tensor of spreads, `clusters × dimension`.
  static let spreadsName = "score.spreads"

  var spreadsTensor: Tensor {
    Tensor(shape: [spreads.count, centers.dimension], values: spreads.flatMap { $0 })
  }

  /// nil where the parts do not fit together.
  init?(octavesPerUnit: Float, centers: PrototypeSet, spreads: Tensor) {
    let (count, dimension) = (centers.prototypes.count, centers.dimension)
    guard octavesPerUnit > 0, octavesPerUnit.isFinite, spreads.shape == [count, dimension],
      spreads.values.allSatisfy(\.isFinite)
    else { return nil }
    self.octavesPerUnit = octavesPerUnit
    self.centers = centers
    self.spreads = (0..<count).map { row in
      Array(spreads.values[row * dimension..<(row + 1) * dimension])
    }
    values = Self.values(of: centers, self.spreads, octavesPerUnit)
  }
}

extension ClusterSet {
  /// Whether they are the same, which what follows from them need not be asked.
  public static func == (first: ClusterSet, second: ClusterSet) -> Bool {
    first.octavesPerUnit == second.octavesPerUnit && first.centers == second.centers
      && first.spreads == second.spreads
  }

  /// What equality looks at.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(octavesPerUnit)
    hasher.combine(centers)
    hasher.combine(spreads)
  }
}
