import CEdgeSIMD

/// Int16 in pairs, two to a word, as processors without vectors multiply them.
enum Pairs {
  /// Whether this processor multiplies pairs and nothing wider; a constant of the build.
  @inline(__always)
  static var arePreferred: Bool { EDGE_HAS_PAIRS != 0 }

  @inline(__always)
  static func word(_ pointer: UnsafeRawPointer) -> UInt32 {
    pointer.loadUnaligned(as: UInt32.self)
  }

  /// Widens four int8 at a time and takes off the zero point: of each sixteen elements the even
  /// ones first, as `Patches` wants them. `count` is a multiple of sixteen.
  static func widen(
    _ source: UnsafePointer<Int8>, _ count: Int, zeroPoint: Int32,
    into target: UnsafeMutablePointer<Int16>
  ) {
    let zero = pair(zeroPoint)
    let from = UnsafeRawPointer(source)
    let to = UnsafeMutableRawPointer(target)
    var block = 0
    while block < count {
      for quad in 0..<4 {
        let bytes = word(from + (block &+ 4 &* quad))
        let place = 2 &* block &+ 4 &* quad
        let even = edge_subtract_pairs(edge_even_bytes(bytes), zero)
        let odd = edge_subtract_pairs(edge_odd_bytes(bytes), zero)
        to.storeBytes(of: even, toByteOffset: place, as: UInt32.self)
        to.storeBytes(of: odd, toByteOffset: place &+ 16, as: UInt32.self)
      }
      block &+= 16
    }
  }

  /// Adds the products of four bytes with the even and the odd two of four Int16.
  @inline(__always)
  static func add(_ bytes: UInt32, _ even: UInt32, _ odd: UInt32, to sum: Int32) -> Int32 {
    let half = edge_add_products(edge_even_bytes(bytes), even, sum)
    return edge_add_products(edge_odd_bytes(bytes), odd, half)
  }

  /// The same number twice.
  @inline(__always)
  static func pair(_ value: Int32) -> UInt32 {
    let half = UInt32(bitPattern: value) & 0xFFFF
    return half | half &<< 16
  }
}

/// Four sums of products: of two rows of weights with two patches.
///
/// Exact for the same reason as `DotQuad`.
struct PairProduct {
  /// First row with first and second patch, second row with both.
  private(set) var sums = (Int32(0), Int32(0), Int32(0), Int32(0))

  /// Adds the products of `count` elements, rounded up to sixteen: the patches are padded with
  /// zeros.
  @inline(__always)
  mutating func add(
    _ first: UnsafePointer<Int8>, _ second: UnsafePointer<Int8>, _ count: Int,
    _ one: UnsafePointer<Int16>, _ other: UnsafePointer<Int16>
  ) {
    let (first, second) = (UnsafeRawPointer(first), UnsafeRawPointer(second))
    let (one, other) = (UnsafeRawPointer(one), UnsafeRawPointer(other))
    var block = 0
    while block < count {
      for quad in 0..<4 {
        let place = 2 &* block &+ 4 &* quad
        add(
          Pairs.word(first + (block &+ 4 &* quad)), Pairs.word(second + (block &+ 4 &* quad)),
          (Pairs.word(one + place), Pairs.word(one + (place &+ 16))),
          (Pairs.word(other + place), Pairs.word(other + (place &+ 16))))
      }
      block &+= 16
    }
  }

  /// Four weights of either row with four elements of either patch, even ones and odd ones.
  @inline(__always)
  private mutating func add(
    _ first: UInt32, _ second: UInt32, _ one: (even: UInt32, odd: UInt32),
    _ other: (even: UInt32, odd: UInt32)
  ) {
    let (a, b) = (edge_even_bytes(first), edge_odd_bytes(first))
    let (c, d) = (edge_even_bytes(second), edge_odd_bytes(second))
    sums.0 = edge_add_products(b, one.odd, edge_add_products(a, one.even, sums.0))
    sums.1 = edge_add_products(b, other.odd, edge_add_products(a, other.even, sums.1))
    sums.2 = edge_add_products(d, one.odd, edge_add_products(c, one.even, sums.2))
    sums.3 = edge_add_products(d, other.odd, edge_add_products(c, other.even, sums.3))
  }
}
