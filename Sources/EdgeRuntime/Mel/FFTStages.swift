// Stages of the complex transform. Before a stage the buffer holds, for `4·groups` interleaved
// subsequences k, their transforms of length L: element k + 4·groups·l. After it the `groups`
// transforms of length 4·L.

extension RealFFT {
  /// Pairs of samples to transforms of length 2; factors are one. Divides by two.
  func firstRadix2Stage(_ from: ComplexBuffer, _ to: ComplexBuffer) {
    let groups = half / 2
    for k in stride(from: 0, to: groups, by: 4) {
      let (a, b) = (from[four: k], from[four: k &+ groups])
      to[four: k] = Complex4(re: halfSum(a.re, b.re), im: halfSum(a.im, b.im))
      to[four: k &+ groups] = Complex4(
        re: halfDifference(a.re, b.re), im: halfDifference(a.im, b.im))
    }
  }

  /// Fours of samples to transforms of length 4; factors are one.
  func firstRadix4Stage(_ from: ComplexBuffer, _ to: ComplexBuffer) {
    let groups = half / 4
    for k in stride(from: 0, to: groups, by: 4) {
      butterfly(
        from[four: k].quarter, from[four: k &+ groups].quarter,
        from[four: k &+ 2 &* groups].quarter, from[four: k &+ 3 &* groups].quarter,
        to, at: k, step: groups)
    }
  }

  /// Merges fours of transforms of length `half / (4·groups)`; `groups` is a multiple of four.
  func radix4Stage(_ from: ComplexBuffer, _ to: ComplexBuffer, groups: Int) {
    let quarter = half / 4
    let length = quarter / groups
    for l in 0..<length {
      let w = twiddlesQ30 + l &* groups
      let (w1r, w1i) = (SIMD4(repeating: w[0]), SIMD4(repeating: w[quarter]))
      let (w2r, w2i) = (SIMD4(repeating: w[2 &* quarter]), SIMD4(repeating: w[3 &* quarter]))
      let (w3r, w3i) = (SIMD4(repeating: w[4 &* quarter]), SIMD4(repeating: w[5 &* quarter]))
      for k in stride(from: 0, to: groups, by: 4) {
        let source = k &+ 4 &* groups &* l
        butterfly(
          from[four: source].quarter,
          from[four: source &+ groups].quarterTimes(re: w1r, im: w1i),
          from[four: source &+ 2 &* groups].quarterTimes(re: w2r, im: w2i),
          from[four: source &+ 3 &* groups].quarterTimes(re: w3r, im: w3i),
          to, at: k &+ groups &* l, step: quarter)
      }
    }
  }

  /// Merges the last four transforms; neighbours are now four values of l.
  func lastRadix4Stage(_ from: ComplexBuffer, _ to: ComplexBuffer) {
    let quarter = half / 4
    for l in stride(from: 0, to: quarter, by: 4) {
      let (a, b, c, d) = from.dealt(from: 4 &* l)
      let w = twiddlesQ30 + l
      butterfly(
        a.quarter,
        b.quarterTimes(re: w.four, im: (w + quarter).four),
        c.quarterTimes(re: (w + 2 &* quarter).four, im: (w + 3 &* quarter).four),
        d.quarterTimes(re: (w + 4 &* quarter).four, im: (w + 5 &* quarter).four),
        to, at: l, step: quarter)
    }
  }

  /// A transform of length four of numbers that are already turned and divided.
  @inline(__always)
  private func butterfly(
    _ a: Complex4, _ b: Complex4, _ c: Complex4, _ d: Complex4,
    _ to: ComplexBuffer, at index: Int, step: Int
  ) {
    let (even, odd) = (a + c, b + d)
    let (evenTurned, oddTurned) = (a - c, (b - d).timesMinusI)
    to[four: index] = even + odd
    to[four: index &+ step] = evenTurned + oddTurned
    to[four: index &+ 2 &* step] = even - odd
    to[four: index &+ 3 &* step] = evenTurned - oddTurned
  }
}

/// `(a + b) / 2`, rounded; never overflows.
@inline(__always)
func halfSum(_ a: SIMD4<Int32>, _ b: SIMD4<Int32>) -> SIMD4<Int32> {
  SIMD4(narrowing: (SIMD4<Int64>(widening: a) +% SIMD4<Int64>(widening: b)).roundedShift(right: 1))
}

/// `(a - b) / 2`, rounded; only -2³¹ - (2³¹ - 1) and its opposite come near the ends of Int32.
@inline(__always)
func halfDifference(_ a: SIMD4<Int32>, _ b: SIMD4<Int32>) -> SIMD4<Int32> {
  SIMD4(narrowing: (SIMD4<Int64>(widening: a) -% SIMD4<Int64>(widening: b)).roundedShift(right: 1))
}
