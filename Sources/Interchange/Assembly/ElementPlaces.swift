/// Where elements of an array lie, for reading it in another order.
enum ElementPlaces {
  /// Elements from one index of an axis to the next, in row-major order.
  static func strides(_ sizes: [Int]) -> [Int] {
    var stride = 1
    return sizes.reversed().map { size in
      defer { stride *= size }
      return stride
    }.reversed()
  }

  /// Places of all elements in row-major order of `sizes`, each axis with a stride of its own.
  static func list(sizes: [Int], strides: [Int], from start: Int = 0) -> [Int] {
    // From the slowest axis to the fastest, each place becomes as many as the axis has elements.
    zip(sizes, strides).reduce([start]) { places, axis in
      places.flatMap { place in (0..<axis.0).map { place + $0 * axis.1 } }
    }
  }

  /// Places in row-major order of the axes `order`, in an array of axes 0, 1, 2, … of `sizes`.
  static func list(sizes: [Int], order: [Int]) -> [Int] {
    let strides = strides(sizes)
    return list(sizes: order.map { sizes[$0] }, strides: order.map { strides[$0] })
  }
}
