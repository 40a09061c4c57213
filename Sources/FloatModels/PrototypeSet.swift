/// Points of a network's output that stand for normal sound.
///
/// The output is one block after the other, each of `dimension` elements, and a prototype is
/// compared with one of them: with as many blocks as machines, each machine may have a space of its
/// own.
public struct PrototypeSet: Sendable, Hashable {
  /// One point.
  public struct Prototype: Sendable, Hashable {
    /// The machine that it stands for; nil for every one.
    public var id: String?
    /// Which block of the output it is compared with.
    public var block: Int
    /// `dimension` values.
    public var values: [Float]

    /// A point of its parts.
    public init(id: String?, block: Int, values: [Float]) {
      self.id = id
      self.block = block
      self.values = values
    }
  }

  /// Elements of a prototype.
  public let dimension: Int
  /// Sorted by id, those of no id last; otherwise in the order they were given.
  public let prototypes: [Prototype]
  /// Names of all ids, ascending.
  public let ids: [String]

  /// - Parameter prototypes: at least one, each of `dimension` values.
  public init(dimension: Int, prototypes: [Prototype]) {
    self.dimension = dimension
    ids = Set(prototypes.compactMap(\.id)).sorted()
    self.prototypes =
      ids.flatMap { id in prototypes.filter { $0.id == id } } + prototypes.filter { $0.id == nil }
  }

  /// Mean squared distance of an output from the nearest prototype.
  ///
  /// - Parameters:
  ///   - output: all blocks.
  ///   - id: the machine that is heard; nil, or one that has no prototypes, takes those of all.
  public func distance(_ output: ArraySlice<Float>, id: String?) -> Double {
    let known = id.flatMap { ids.contains($0) ? $0 : nil }
    var nearest = Double.infinity
    for prototype in prototypes {
      if let known, let own = prototype.id, own != known { continue }
      let start = output.startIndex + prototype.block * dimension
      var sum = 0.0
      for element in 0..<dimension {
        let difference = Double(output[start + element]) - Double(prototype.values[element])
        sum += difference * difference
      }
      nearest = min(nearest, sum)
    }
    return nearest / Double(dimension)
  }
}

/// The form in a file: the values are a tensor, the rest is text.
extension PrototypeSet {
  /// Name of the tensor, `prototypes × dimension`.
  static let tensorName = "score.prototypes"

  /// What the metadata says of a prototype.
  struct Description: Codable, Equatable {
    var id: String?
    var block: Int
  }

  var descriptions: [Description] {
    prototypes.map { Description(id: $0.id, block: $0.block) }
  }

  var tensor: Tensor {
    Tensor(shape: [prototypes.count, dimension], values: prototypes.flatMap(\.values))
  }

  /// nil where tensor and descriptions do not fit together, or are not in order.
  init?(_ descriptions: [Description], _ tensor: Tensor) {
    guard tensor.shape.count == 2, tensor.shape[0] == descriptions.count, tensor.shape[1] > 0,
      !descriptions.isEmpty, descriptions.allSatisfy({ $0.block >= 0 && $0.id != "" })
    else { return nil }
    let dimension = tensor.shape[1]
    self.init(
      dimension: dimension,
      prototypes: descriptions.enumerated().map { index, description in
        Prototype(
          id: description.id, block: description.block,
          values: Array(tensor.values[index * dimension..<(index + 1) * dimension]))
      })
    guard self.descriptions == descriptions else { return nil }
  }
}
