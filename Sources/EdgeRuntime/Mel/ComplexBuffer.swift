/// Complex Int32 numbers in two halves, real parts before imaginary parts, so that
/// neighbours are one vector.
struct ComplexBuffer {
  let re: UnsafeMutablePointer<Int32>
  let im: UnsafeMutablePointer<Int32>

  /// A view of `8 · count` bytes at `memory`, which is aligned to 16.
  init(_ memory: UnsafeMutableRawPointer, count: Int) {
    re = memory.bindMemory(to: Int32.self, capacity: 2 &* count)
    im = re + count
  }

  /// Elements `index ..< index + TransformLanes.width`.
  @inline(__always)
  subscript(lanes index: Int) -> ComplexLanes {
    get { ComplexLanes(re: (re + index).lanes, im: (im + index).lanes) }
    nonmutating set {
      (re + index).store(newValue.re)
      (im + index).store(newValue.im)
    }
  }

  /// Writes four times as many elements from `index` on, taking one of each argument in turn.
  @inline(__always)
  func storeInterleaved(
    _ a: ComplexLanes, _ b: ComplexLanes, _ c: ComplexLanes, _ d: ComplexLanes, at index: Int
  ) {
    (re + index).storeInterleaved(a.re, b.re, c.re, d.re)
    (im + index).storeInterleaved(a.im, b.im, c.im, d.im)
  }
}
