// Stages of the complex transform. Before a stage that merges transforms of length L the buffer
// holds element l of the transform of every (M/L)-th sample from the k-th on at l + L·k. Within a
// stage, four neighbouring l go through the same arithmetic.

extension RealFFT {
  /// Fours of samples to transforms of length 4; factors are one. Divides by four.
  @_optimize(speed)
  func firstRadix4Stage(_ from: ComplexBuffer, _ to: ComplexBuffer) {
    let quarter = half / 4
    for group in 0..<quarter / 4 {
      let k = 4 &* group
      let (a, b, c, d) = butterfly(
        from[four: k].quarter, from[four: k &+ quarter].quarter,
        from[four: k &+ 2 &* quarter].quarter, from[four: k &+ 3 &* quarter].quarter)
      to.storeInterleaved(a, b, c, d, at: 4 &* k)
    }
  }

  /// Pairs of transforms of length 4 to transforms of length 8. Divides by two.
  @_optimize(speed)
  func radix2Stage(_ from: ComplexBuffer, _ to: ComplexBuffer, _ factors: UnsafePointer<Int32>) {
    let pairs = half / 8
    for k in 0..<pairs {
      let a = from[four: 4 &* k].half
      let b = from[four: 4 &* (k &+ pairs)].halfTimes(Complex4(factors))
      to[four: 8 &* k] = a + b
      to[four: 8 &* k &+ 4] = a - b
    }
  }

  /// Merges fours of transforms of `length`, a multiple of four. Divides by four.
  @_optimize(speed)
  func radix4Stage(
    _ from: ComplexBuffer, _ to: ComplexBuffer, length: Int, _ factors: UnsafePointer<Int32>
  ) {
    let fours = half / (4 &* length)
    let step = length &* fours
    for group in 0..<length / 4 {
      let block = factors + 24 &* group
      var (source, target) = (4 &* group, 4 &* group)
      for _ in 0..<fours {
        let (a, b, c, d) = butterfly(
          from[four: source].quarter,
          from[four: source &+ step].quarterTimes(Complex4(block)),
          from[four: source &+ 2 &* step].quarterTimes(Complex4(block + 8)),
          from[four: source &+ 3 &* step].quarterTimes(Complex4(block + 16)))
        to[four: target] = a
        to[four: target &+ length] = b
        to[four: target &+ 2 &* length] = c
        to[four: target &+ 3 &* length] = d
        source &+= length
        target &+= 4 &* length
      }
    }
  }

  /// A transform of length four of numbers that are already turned and divided.
  @inline(__always)
  private func butterfly(
    _ a: Complex4, _ b: Complex4, _ c: Complex4, _ d: Complex4
  ) -> (Complex4, Complex4, Complex4, Complex4) {
    // A quarter each of magnitude < 2³¹: sums of four stay below it.
    let (even, odd) = (a + c, b + d)
    let (evenTurned, oddTurned) = (a - c, (b - d).timesMinusI)
    return (even + odd, evenTurned + oddTurned, even - odd, evenTurned - oddTurned)
  }
}
