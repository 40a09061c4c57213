/// Four complex numbers.
struct Complex4 {
  var re: SIMD4<Int32>
  var im: SIMD4<Int32>

  init(re: SIMD4<Int32>, im: SIMD4<Int32>) {
    self.re = re
    self.im = im
  }

  /// A block of a table: four real, then four imaginary parts.
  @inline(__always)
  init(_ block: UnsafePointer<Int32>) {
    self.init(re: block.four, im: (block + 4).four)
  }

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

  /// Half of it, rounded.
  @inline(__always)
  var half: Complex4 { Complex4(re: re.roundedShift(right: 1), im: im.roundedShift(right: 1)) }

  /// A quarter of it, rounded.
  @inline(__always)
  var quarter: Complex4 { Complex4(re: re.roundedShift(right: 2), im: im.roundedShift(right: 2)) }

  /// Product with Q30 factors of magnitude at most one, rounded once.
  @inline(__always)
  func times(_ factor: Complex4) -> Complex4 { times(factor, dividedBy: 30) }

  /// Half the product with Q30 factors of magnitude at most one, rounded once.
  @inline(__always)
  func halfTimes(_ factor: Complex4) -> Complex4 { times(factor, dividedBy: 31) }

  /// A quarter of the product with Q30 factors of magnitude at most one, rounded once.
  @inline(__always)
  func quarterTimes(_ factor: Complex4) -> Complex4 { times(factor, dividedBy: 32) }

  @inline(__always)
  private func times(_ factor: Complex4, dividedBy shift: Int64) -> Complex4 {
    // |self| < 2³¹ as a complex number, so that each sum stays below 2⁶¹.
    let (a, b) = (SIMD4<Int64>(widening: re), SIMD4<Int64>(widening: im))
    let (c, d) = (SIMD4<Int64>(widening: factor.re), SIMD4<Int64>(widening: factor.im))
    return Complex4(
      re: SIMD4(narrowing: (a *% c -% b *% d).roundedShift(right: shift)),
      im: SIMD4(narrowing: (a *% d +% b *% c).roundedShift(right: shift)))
  }

  /// Of the transform of even + i·odd samples at four bins, given that at the mirrored bins: the
  /// transforms of the even and of the odd samples.
  @inline(__always)
  func evenAndOdd(mirrored other: Complex4) -> (even: Complex4, odd: Complex4) {
    // Components below 2³¹: sums and differences fit in 33 bits, their halves in 32.
    let (a, b) = (SIMD4<Int64>(widening: re), SIMD4<Int64>(widening: im))
    let (c, d) = (SIMD4<Int64>(widening: other.re), SIMD4<Int64>(widening: other.im))
    return (
      Complex4(
        re: SIMD4(narrowing: (a +% c).roundedShift(right: 1)),
        im: SIMD4(narrowing: (b -% d).roundedShift(right: 1))),
      Complex4(
        re: SIMD4(narrowing: (b +% d).roundedShift(right: 1)),
        im: SIMD4(narrowing: (c -% a).roundedShift(right: 1)))
    )
  }

  /// The four in opposite order.
  @inline(__always)
  var reversed: Complex4 {
    Complex4(re: SIMD4(re.w, re.z, re.y, re.x), im: SIMD4(im.w, im.z, im.y, im.x))
  }
}
