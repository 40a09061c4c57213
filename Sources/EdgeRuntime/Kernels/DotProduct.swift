/// Four dot products that share one operand, eight lanes at a time.
///
/// Operands are Int16 and int8 weights of at most 127 in magnitude. The sums of two products that a
/// lane takes are exact. Either the whole sum is proven to fit an Int32 when the model is loaded
/// (`IntegerNetwork.checkArithmetic`), and with it all its parts, which are no larger in magnitude
/// than Σ|w|·|x|; or it is of so few elements that no lane can leave its type.
struct DotQuad {
  /// Products that a sum of 32 bits holds, whatever they are of: 512 · 127 · 2¹⁵ < 2³¹.
  static var laneLimit: Int { 512 }

  private var a = SIMD4<Int32>()
  private var b = SIMD4<Int32>()
  private var c = SIMD4<Int32>()
  private var d = SIMD4<Int32>()

  /// Adds the products of `shared` with each of four others.
  @inline(__always)
  mutating func add(
    _ shared: SIMD8<Int16>, _ a: SIMD8<Int16>, _ b: SIMD8<Int16>, _ c: SIMD8<Int16>,
    _ d: SIMD8<Int16>
  ) {
    self.a +%= Self.products(shared, a)
    self.b +%= Self.products(shared, b)
    self.c +%= Self.products(shared, c)
    self.d +%= Self.products(shared, d)
  }

  /// The four sums, each over all lanes.
  @inline(__always)
  var sums: SIMD4<Int32> {
    SIMD4(Self.sum(a), Self.sum(b), Self.sum(c), Self.sum(d))
  }

  /// The four sums where only the lanes are known to fit 32 bits.
  @inline(__always)
  var wideSums: SIMD4<Int64> {
    SIMD4(Self.wideSum(a), Self.wideSum(b), Self.wideSum(c), Self.wideSum(d))
  }

  /// Products of neighbours, added: the one multiplication that every processor has for 16-bit
  /// lanes (`pmaddwd`, `smull`/`smlal2` with `addp`).
  @inline(__always)
  private static func products(_ left: SIMD8<Int16>, _ right: SIMD8<Int16>) -> SIMD4<Int32> {
    // The product of two Int16 always fits an Int32.
    let products =
      SIMD8<Int32>(widening: left) &* SIMD8<Int32>(widening: right)
    return products.evenHalf +% products.oddHalf
  }

  @inline(__always)
  private static func sum(_ lanes: SIMD4<Int32>) -> Int32 {
    lanes.x +% lanes.z +% (lanes.y +% lanes.w)
  }

  @inline(__always)
  private static func wideSum(_ lanes: SIMD4<Int32>) -> Int64 {
    let wide = SIMD4<Int64>(widening: lanes)
    return wide.x &+ wide.z &+ (wide.y &+ wide.w)
  }
}

/// Sixteen int8 from memory, as the bytes of eight Int16. Widened as even and odd elements they
/// cost three shifts; lanes widened in their order cost a compiler for baseline x86-64 nine
/// instructions for eight. Every processor here is little-endian.
struct BytePairs {
  private let pairs: SIMD8<Int16>

  @inline(__always)
  init(_ pointer: UnsafePointer<Int8>) {
    pairs = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Int16>.self)
  }

  /// Elements 0, 2, 4, …
  @inline(__always)
  var even: SIMD8<Int16> { (pairs &<< SIMD8(repeating: 8)) &>> SIMD8(repeating: 8) }

  /// Elements 1, 3, 5, …
  @inline(__always)
  var odd: SIMD8<Int16> { pairs &>> SIMD8(repeating: 8) }
}
