extension RealFFT {
  /// From the transform Z of even + i·odd samples to the real signal's spectrum, in place:
  /// `X[k] = E[k] + W_N^k·O[k]` with `E = (Z[k] + Z*[M-k])/2` and `O = -i·(Z[k] - Z*[M-k])/2`;
  /// `X[M-k]` is the conjugate of `E[k] - W_N^k·O[k]`.
  ///
  /// Components of E and O are at most 2³⁰·√2 plus rounding, those of X at most 2³¹·(2/π) for
  /// 0 < k < M, since no more than 2/π of a sum of samples can align with a cosine.
  func split(_ z: ComplexBuffer) {
    splitEnds(z)
    let table = twiddlesQ30 + 6 &* (half / 4)
    for k in stride(from: 1, through: half / 2, by: 4) {
      let mirror = half &- k &- 3
      let (ahead, back) = (z[four: k], z[four: mirror].reversed)
      let even = Complex4(re: halfSum(ahead.re, back.re), im: halfDifference(ahead.im, back.im))
      let odd = Complex4(re: halfSum(ahead.im, back.im), im: halfDifference(back.re, ahead.re))
      let w = table + (k &- 1)
      let turned = odd.times(re: w.four, im: (w + half / 2).four)
      z[four: k] = even + turned
      let difference = even - turned
      z[four: mirror] = Complex4(re: difference.re, im: SIMD4() -% difference.im).reversed
    }
  }

  /// Bins 0 and `half`: sums of all samples, plain and alternating. A constant frame without a
  /// window reaches ±2³¹, one more than there is.
  private func splitEnds(_ z: ComplexBuffer) {
    let (re, im) = (Int64(z.re[0]), Int64(z.im[0]))
    z.re[0] = Int32(clamping: re +% im)
    z.im[0] = Int32(clamping: re -% im)
  }
}

extension Complex4 {
  /// Product with a factor of magnitude at most one, rounded once.
  @inline(__always)
  func times(re wr: SIMD4<Int32>, im wi: SIMD4<Int32>) -> Complex4 {
    // |self| < 2³¹ as a complex number and |w| ≤ 2³⁰: each sum stays below 2⁶¹.
    let (a, b) = (SIMD4<Int64>(widening: re), SIMD4<Int64>(widening: im))
    let (c, d) = (SIMD4<Int64>(widening: wr), SIMD4<Int64>(widening: wi))
    return Complex4(
      re: SIMD4(narrowing: (a *% c -% b *% d).roundedShift(right: 30)),
      im: SIMD4(narrowing: (a *% d +% b *% c).roundedShift(right: 30)))
  }

  /// The four in opposite order.
  @inline(__always)
  var reversed: Complex4 {
    Complex4(
      re: SIMD4(re.w, re.z, re.y, re.x), im: SIMD4(im.w, im.z, im.y, im.x))
  }
}
