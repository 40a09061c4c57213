import CEdgeSIMD

/// A sum of products in 64 bits: of Int16 with Int16, or of so many that 32 do not hold them.
enum WideProduct {
  /// Σ left · right over `count` elements.
  ///
  /// Range: a product is at most 2³⁰ in magnitude; a model's sums are proven to stay below 2⁴⁷.
  @_optimize(speed)
  @inline(never)
  static func sum(
    _ left: UnsafePointer<Int16>, _ right: UnsafePointer<Int16>, _ count: Int
  ) -> Int64 {
    var sum: Int64 = 0
    var index = 0
    if Pairs.arePreferred {
      while index &+ 1 < count {
        sum = edge_add_wide_products(Pairs.word(left + index), Pairs.word(right + index), sum)
        index &+= 2
      }
    }
    while index < count {
      sum &+= Int64(widening: Int32(left[index]) &* Int32(right[index]))
      index &+= 1
    }
    return sum
  }
}
