// Stages of the complex transform. Before a stage that merges transforms of length L the buffer
// holds element l of the transform of every (M/L)-th sample from the k-th on at l + L·k. Within a
// stage, neighbouring l go through the same arithmetic.

extension RealFFT {
  /// Fours of samples to transforms of length 4; factors are one. Divides by four.
  func firstRadix4Stage(_ from: ComplexBuffer, _ to: ComplexBuffer) {
    let quarter = half / 4
    for k in stride(from: 0, to: quarter, by: TransformLanes.width) {
      let (a, b, c, d) = butterfly(
        from[lanes: k].quarter, from[lanes: k &+ quarter].quarter,
        from[lanes: k &+ 2 &* quarter].quarter, from[lanes: k &+ 3 &* quarter].quarter)
      to.storeInterleaved(a, b, c, d, at: 4 &* k)
    }
  }

  /// Pairs of transforms of length 4 to transforms of length 8. Divides by two.
  func radix2Stage(_ from: ComplexBuffer, _ to: ComplexBuffer, _ factors: UnsafePointer<Int32>) {
    let pairs = half / 8
    for k in 0..<pairs {
      for lane in stride(from: 0, to: 4, by: TransformLanes.width) {
        let a = from[lanes: 4 &* k &+ lane].half
        let factor = ComplexLanes(factors, lane: lane)
        let b = from[lanes: 4 &* (k &+ pairs) &+ lane].halfTimes(factor)
        to[lanes: 8 &* k &+ lane] = a + b
        to[lanes: 8 &* k &+ lane &+ 4] = a - b
      }
    }
  }

  /// Merges fours of transforms of `length`, a multiple of four. Divides by four.
  func radix4Stage(
    _ from: ComplexBuffer, _ to: ComplexBuffer, length: Int, _ factors: UnsafePointer<Int32>
  ) {
    let fours = half / (4 &* length)
    let step = length &* fours
    for first in stride(from: 0, to: length, by: TransformLanes.width) {
      let (block, lane) = (factors + 6 &* (first & ~3), first & 3)
      var (source, target) = (first, first)
      for _ in 0..<fours {
        let (a, b, c, d) = butterfly(
          from[lanes: source].quarter,
          from[lanes: source &+ step].quarterTimes(ComplexLanes(block, lane: lane)),
          from[lanes: source &+ 2 &* step].quarterTimes(ComplexLanes(block + 8, lane: lane)),
          from[lanes: source &+ 3 &* step].quarterTimes(ComplexLanes(block + 16, lane: lane)))
        to[lanes: target] = a
        to[lanes: target &+ length] = b
        to[lanes: target &+ 2 &* length] = c
        to[lanes: target &+ 3 &* length] = d
        source &+= length
        target &+= 4 &* length
      }
    }
  }

  /// A transform of length four of numbers that are already turned and divided.
  @inline(__always)
  private func butterfly(
    _ a: ComplexLanes, _ b: ComplexLanes, _ c: ComplexLanes, _ d: ComplexLanes
  ) -> (ComplexLanes, ComplexLanes, ComplexLanes, ComplexLanes) {
    // A quarter each of magnitude < 2³¹: sums of four stay below it.
    let (even, odd) = (a + c, b + d)
    let (evenTurned, oddTurned) = (a - c, (b - d).timesMinusI)
    return (even + odd, evenTurned + oddTurned, even - odd, evenTurned - oddTurned)
  }
}
