/// A part of an axis that is never divided: axes of the file, and the order of elements in memory,
/// are written as products of these.
///
/// An image `N × C × H × W` of the file lies in memory as `H × W × C`: axes `[c] [h] [w]`, memory
/// `h w c`. Flattened by the file it has the one axis `[c h w]`, while nothing has moved. So
/// Transpose, Reshape, Flatten and Squeeze change the axes alone, and only what needs a certain order
/// (a convolution, the columns of a matrix) has to look at both. Axes of size 1 have no factors.
struct AxisFactor: Hashable {
  let identity: Int
  /// At least 2.
  let size: Int
}

extension [AxisFactor] {
  /// Elements along all of them.
  var size: Int { reduce(1) { $0 * $1.size } }

  /// For each element in the order of these factors, its place in the order of `others`. Along a
  /// factor that the others lack the place stays the same.
  func places(in others: [AxisFactor]) -> [Int] {
    let strides = ElementPlaces.strides(others.map(\.size))
    let byFactor = Dictionary(uniqueKeysWithValues: zip(others, strides))
    return ElementPlaces.list(sizes: map(\.size), strides: map { byFactor[$0] ?? 0 })
  }
}

/// Makes factors that are different from all others.
struct AxisFactorSource {
  private var made = 0

  /// None for an axis of one element.
  mutating func factors(_ size: Int) -> [AxisFactor] {
    guard size > 1 else { return [] }
    made += 1
    return [AxisFactor(identity: made, size: size)]
  }
}
