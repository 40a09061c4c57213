/// Complex Int32 numbers in two halves, real parts before imaginary parts, so that four
/// neighbours are one vector.
struct ComplexBuffer {
  let re: UnsafeMutablePointer<Int32>
  let im: UnsafeMutablePointer<Int32>

  /// A view of `8 · count` bytes at `memory`, which is aligned to 16.
  init(_ memory: UnsafeMutableRawPointer, count: Int) {
    re = memory.bindMemory(to: Int32.self, capacity: 2 &* count)
    im = re + count
  }

  /// Elements `index ..< index + 4`.
  @inline(__always)
  subscript(four index: Int) -> Complex4 {
    get { Complex4(re: (re + index).four, im: (im + index).four) }
    nonmutating set {
      (re + index).store(newValue.re)
      (im + index).store(newValue.im)
    }
  }

  /// The sixteen elements from `index` on, dealt out to four vectors in turn.
  @inline(__always)
  func dealt(from index: Int) -> (Complex4, Complex4, Complex4, Complex4) {
    let (re, im) = ((re + index).sixteen, (im + index).sixteen)
    return (
      Complex4(re: re.evenHalf.evenHalf, im: im.evenHalf.evenHalf),
      Complex4(re: re.oddHalf.evenHalf, im: im.oddHalf.evenHalf),
      Complex4(re: re.evenHalf.oddHalf, im: im.evenHalf.oddHalf),
      Complex4(re: re.oddHalf.oddHalf, im: im.oddHalf.oddHalf)
    )
  }
}

/// Four complex numbers.
struct Complex4 {
  var re: SIMD4<Int32>
  var im: SIMD4<Int32>

  @inline(__always)
  static func + (left: Complex4, right: Complex4) -> Complex4 {
    Complex4(re: left.re +% right.re, im: left.im +% right.im)
  }

  @inline(__always)
  static func - (left: Complex4, right: Complex4) -> Complex4 {
    Complex4(re: left.re -% right.re, im: left.im -% right.im)
  }

  /// The product with -i.
  @inline(__always)
  var timesMinusI: Complex4 { Complex4(re: im, im: SIMD4() -% re) }

  /// A quarter of it, rounded.
  @inline(__always)
  var quarter: Complex4 {
    Complex4(re: re.roundedShift(right: 2), im: im.roundedShift(right: 2))
  }

  /// A quarter of the product with a factor of magnitude at most one, rounded once.
  @inline(__always)
  func quarterTimes(re wr: SIMD4<Int32>, im wi: SIMD4<Int32>) -> Complex4 {
    // |self| < 2³¹ as a complex number and |w| ≤ 2³⁰: each sum stays below 2⁶¹.
    let (a, b) = (SIMD4<Int64>(widening: re), SIMD4<Int64>(widening: im))
    let (c, d) = (SIMD4<Int64>(widening: wr), SIMD4<Int64>(widening: wi))
    return Complex4(
      re: SIMD4(narrowing: (a *% c -% b *% d).roundedShift(right: 32)),
      im: SIMD4(narrowing: (a *% d +% b *% c).roundedShift(right: 32)))
  }
}

extension UnsafePointer<Int32> {
  /// The four values from here on; no alignment beyond Int32's is needed.
  @inline(__always)
  var four: SIMD4<Int32> { UnsafeRawPointer(self).loadUnaligned(as: SIMD4<Int32>.self) }
}

extension UnsafeMutablePointer<Int32> {
  /// The four values from here on; no alignment beyond Int32's is needed.
  @inline(__always)
  var four: SIMD4<Int32> { UnsafePointer(self).four }

  /// The sixteen values from here on.
  @inline(__always)
  var sixteen: SIMD16<Int32> { UnsafeRawPointer(self).loadUnaligned(as: SIMD16<Int32>.self) }

  /// Overwrites the four values from here on.
  @inline(__always)
  func store(_ values: SIMD4<Int32>) {
    UnsafeMutableRawPointer(self).storeBytes(of: values, as: SIMD4<Int32>.self)
  }
}
