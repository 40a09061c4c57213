/// As many complex numbers as there are lanes.
struct ComplexLanes {
  var re: TransformLanes
  var im: TransformLanes

  init(re: TransformLanes, im: TransformLanes) {
    self.re = re
    self.im = im
  }

  /// Of a table in blocks of four real, then four imaginary parts: those of lane `lane` on, which is
  /// 0 where a value holds four.
  @inline(__always)
  init(_ block: UnsafePointer<Int32>, lane: Int) {
    self.init(re: (block + lane).lanes, im: (block + lane + 4).lanes)
  }

  @inline(__always)
  static func + (left: ComplexLanes, right: ComplexLanes) -> ComplexLanes {
    ComplexLanes(re: left.re +% right.re, im: left.im +% right.im)
  }

  @inline(__always)
  static func - (left: ComplexLanes, right: ComplexLanes) -> ComplexLanes {
    ComplexLanes(re: left.re -% right.re, im: left.im -% right.im)
  }

  /// The product with -i.
  @inline(__always)
  var timesMinusI: ComplexLanes { ComplexLanes(re: im, im: TransformLanes() -% re) }

  /// Half of it, rounded.
  @inline(__always)
  var half: ComplexLanes {
    ComplexLanes(re: re.roundedShift(right: 1), im: im.roundedShift(right: 1))
  }

  /// A quarter of it, rounded.
  @inline(__always)
  var quarter: ComplexLanes {
    ComplexLanes(re: re.roundedShift(right: 2), im: im.roundedShift(right: 2))
  }

  /// Product with Q30 factors of magnitude at most one, rounded once.
  @inline(__always)
  func times(_ factor: ComplexLanes) -> ComplexLanes { times(factor, dividedBy: 30) }

  /// Half the product with Q30 factors of magnitude at most one, rounded once.
  @inline(__always)
  func halfTimes(_ factor: ComplexLanes) -> ComplexLanes { times(factor, dividedBy: 31) }

  /// A quarter of the product with Q30 factors of magnitude at most one, rounded once.
  @inline(__always)
  func quarterTimes(_ factor: ComplexLanes) -> ComplexLanes { times(factor, dividedBy: 32) }

  @inline(__always)
  private func times(_ factor: ComplexLanes, dividedBy shift: Int64) -> ComplexLanes {
    // |self| < 2³¹ as a complex number, so that each sum stays below 2⁶¹.
    let (a, b) = (WideTransformLanes(widening: re), WideTransformLanes(widening: im))
    let (c, d) = (WideTransformLanes(widening: factor.re), WideTransformLanes(widening: factor.im))
    return ComplexLanes(
      re: TransformLanes(narrowing: (a *% c -% b *% d).roundedShift(right: shift)),
      im: TransformLanes(narrowing: (a *% d +% b *% c).roundedShift(right: shift)))
  }

  /// Of the transform of even + i·odd samples at some bins, given that at the mirrored bins: the
  /// transforms of the even and of the odd samples.
  @inline(__always)
  func evenAndOdd(mirrored other: ComplexLanes) -> (even: ComplexLanes, odd: ComplexLanes) {
    // Components below 2³¹: sums and differences fit in 33 bits, their halves in 32.
    let (a, b) = (WideTransformLanes(widening: re), WideTransformLanes(widening: im))
    let (c, d) = (WideTransformLanes(widening: other.re), WideTransformLanes(widening: other.im))
    return (
      ComplexLanes(
        re: TransformLanes(narrowing: (a +% c).roundedShift(right: 1)),
        im: TransformLanes(narrowing: (b -% d).roundedShift(right: 1))),
      ComplexLanes(
        re: TransformLanes(narrowing: (b +% d).roundedShift(right: 1)),
        im: TransformLanes(narrowing: (c -% a).roundedShift(right: 1)))
    )
  }

  /// In opposite order.
  @inline(__always)
  var reversed: ComplexLanes { ComplexLanes(re: re.reversed, im: im.reversed) }
}
