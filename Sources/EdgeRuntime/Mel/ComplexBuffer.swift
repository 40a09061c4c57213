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

  /// Writes sixteen elements from `index` on, taking one of each vector in turn.
  @inline(__always)
  func storeInterleaved(_ a: Complex4, _ b: Complex4, _ c: Complex4, _ d: Complex4, at index: Int) {
    (re + index).storeInterleaved(a.re, b.re, c.re, d.re)
    (im + index).storeInterleaved(a.im, b.im, c.im, d.im)
  }
}
