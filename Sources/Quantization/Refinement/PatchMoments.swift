import FloatModels

/// Mean and second moments of what a layer's weights meet.
struct PatchMoments: Sendable {
  /// Values of a patch.
  let length: Int
  /// Σ x
  private var sums: [Double]
  /// Σ x xᵀ, `length × length`.
  private var products: [Float]
  private var count = 0

  init(length: Int) {
    self.length = length
    sums = Array(repeating: 0, count: length)
    products = Array(repeating: 0, count: length * length)
  }

  /// Adds patches, one after the other.
  mutating func add(_ patches: [Float]) {
    let number = patches.count / length
    count += number
    for row in 0..<number {
      for column in 0..<length { sums[column] += Double(patches[row * length + column]) }
    }
    products.withUnsafeMutableBufferPointer { products in
      guard let target = products.baseAddress else { return }
      MatrixProduct.multiply(
        patches, patches, transposingA: true, into: target, m: length, n: length, k: number,
        accumulating: true)
    }
  }

  /// E[x]
  var means: [Double] { sums.map { $0 / Double(max(count, 1)) } }

  /// E[x xᵀ] of some of the values, less the product of the means where they are taken off.
  func matrix(of places: [Int], centred: Bool) -> [Double] {
    let number = Double(max(count, 1))
    let means = means
    return places.flatMap { row in
      places.map { column in
        Double(products[row * length + column]) / number
          - (centred ? means[row] * means[column] : 0)
      }
    }
  }
}
