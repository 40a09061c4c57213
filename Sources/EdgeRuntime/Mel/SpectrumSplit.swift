extension RealFFT {
  /// From the transform Z of even + i·odd samples to the real signal's spectrum, in place:
  /// `X[k] = E[k] + W_N^k·O[k]` with `E = (Z[k] + Z*[M-k])/2` and `O = -i·(Z[k] - Z*[M-k])/2`;
  /// `X[M-k]` is the conjugate of `E[k] - W_N^k·O[k]`.
  ///
  /// Components of E and O are at most 2³⁰·√2 plus rounding, those of X at most 2³¹·(2/π) for
  /// 0 < k < M, since no more than 2/π of a sum of samples can align with a cosine.
  func split(_ z: ComplexBuffer, _ factors: UnsafePointer<Int32>) {
    splitEnds(z)
    for first in stride(from: 0, to: half / 2, by: TransformLanes.width) {
      let k = first &+ 1
      let mirror = half &- k &- (TransformLanes.width &- 1)
      let (ahead, back) = (z[lanes: k], z[lanes: mirror].reversed)
      let (even, odd) = ahead.evenAndOdd(mirrored: back)
      let turned = odd.times(ComplexLanes(factors + 2 &* (first & ~3), lane: first & 3))
      z[lanes: k] = even + turned
      let difference = even - turned
      z[lanes: mirror] =
        ComplexLanes(re: difference.re, im: TransformLanes() -% difference.im).reversed
    }
  }

  /// Bins 0 and `half`: sums of all samples, plain and alternating. A constant frame without a
  /// window reaches ±2³¹, one more than there is.
  private func splitEnds(_ z: ComplexBuffer) {
    let (re, im) = (Int64(widening: z.re[0]), Int64(widening: z.im[0]))
    z.re[0] = Int32(saturating: re +% im)
    z.im[0] = Int32(saturating: re -% im)
  }
}
