/// An array whose elements are known while the model is read.
struct ONNXConstant: Equatable {
  /// Integers are what shapes are made of; floats are weights.
  enum Elements: Equatable {
    case floats([Float])
    case integers([Int])
  }

  /// Axes of a tensor, and elements of one: more than any network for these devices has.
  static let maximumRank = 8
  static let maximumCount = 1 << 25

  /// Sizes, slowest axis first; none for a scalar.
  let dimensions: [Int]
  /// As many as the product of `dimensions`.
  let elements: Elements

  /// Nil where the elements are not as many as the dimensions ask for.
  init?(_ dimensions: [Int], _ elements: Elements) {
    guard let count = Self.count(dimensions) else { return nil }
    let found =
      switch elements {
      case .floats(let values): values.count
      case .integers(let values): values.count
      }
    guard count == found else { return nil }
    self.dimensions = dimensions
    self.elements = elements
  }

  /// A list of integers.
  init(vector: [Int]) {
    dimensions = [vector.count]
    elements = .integers(vector)
  }

  /// Number of elements; nil where it is negative or beyond any bound.
  static func count(_ dimensions: [Int]) -> Int? {
    guard dimensions.count <= maximumRank, dimensions.allSatisfy({ 0...maximumCount ~= $0 }) else {
      return nil
    }
    // Below 2²⁵ before each multiplication by at most 2²⁵.
    return dimensions.reduce(1) { count, size in
      count.flatMap { $0 * size <= maximumCount ? $0 * size : nil }
    }
  }

  /// Number of elements.
  var count: Int { dimensions.reduce(1, *) }

  /// The elements as floats.
  var floats: [Float] {
    switch elements {
    case .floats(let values): values
    case .integers(let values): values.map(Float.init)
    }
  }

  /// The elements as integers; nil where they are not.
  var integers: [Int]? {
    guard case .integers(let values) = elements else { return nil }
    return values
  }

  /// The same elements in another order: `indices` has one of them for each element of the result,
  /// whose number is that of `dimensions`.
  func gathering(_ indices: [Int], dimensions: [Int]) -> ONNXConstant? {
    switch elements {
    case .floats(let values): ONNXConstant(dimensions, .floats(indices.map { values[$0] }))
    case .integers(let values): ONNXConstant(dimensions, .integers(indices.map { values[$0] }))
    }
  }
}
