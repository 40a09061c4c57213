/// Room for four patches of a convolution's input, one after the other: what four output positions
/// see, as Int16 with the zero point taken off, so that padding is 0.
///
/// A patch is padded with zeros to a multiple of eight: the weights that a vector reads beyond the
/// end of their row are multiplied by them.
struct Patches {
  let values: UnsafeMutablePointer<Int16>
  /// Elements from a patch to the next; a multiple of eight.
  let stride: Int

  /// Patches that are worked on together.
  static var count: Int { 4 }

  /// Elements that `length` take with their padding.
  static func padded(_ length: Int) -> Int { (length + 7) & ~7 }

  /// Bytes of four patches of `length` elements.
  static func byteCount(length: Int) -> Int { count * padded(length) * 2 }

  /// Patches of `length` elements in the caller's memory of `byteCount(length:)`, aligned to 16.
  init(length: Int, scratch: UnsafeMutableRawPointer) {
    stride = Self.padded(length)
    values = scratch.assumingMemoryBound(to: Int16.self)
  }

  /// Fills a run of a patch with input elements and returns the place after it.
  @inline(__always)
  static func copy(
    _ source: UnsafePointer<Int8>, _ count: Int, zeroPoint: Int32,
    to target: UnsafeMutablePointer<Int16>
  ) -> UnsafeMutablePointer<Int16> {
    let zeroPoint = Int16(narrowing: zeroPoint)
    var index = 0
    while index &+ 8 <= count {
      let lanes = loadEight(source + index) &- SIMD8(repeating: zeroPoint)
      UnsafeMutableRawPointer(target + index).storeBytes(of: lanes, as: SIMD8<Int16>.self)
      index &+= 8
    }
    while index < count {
      target[index] = Int16(source[index]) &- zeroPoint
      index &+= 1
    }
    return target + count
  }

  /// Fills a run of a patch with zeros and returns the place after it.
  @inline(__always)
  static func clear(
    _ target: UnsafeMutablePointer<Int16>, _ count: Int
  ) -> UnsafeMutablePointer<Int16> {
    target.update(repeating: 0, count: count)
    return target + count
  }

  /// Adds to `quad` the dot products of the four patches, from element `start` on, with `weights`.
  @inline(__always)
  func add(
    _ weights: UnsafePointer<Int8>, from start: Int, count: Int, to quad: inout DotQuad
  ) {
    var index = 0
    let first = values + start
    while index < count {
      let place = first + index
      quad.add(
        loadEight(weights + index), loadEight(place), loadEight(place + stride),
        loadEight(place + 2 &* stride), loadEight(place + 3 &* stride))
      index &+= 8
    }
  }

  /// The same for two rows of weights at once, which share the loads of the patches.
  @inline(__always)
  func add(
    _ weights: UnsafePointer<Int8>, _ others: UnsafePointer<Int8>, from start: Int, count: Int,
    to quad: inout DotQuad, _ other: inout DotQuad
  ) {
    var index = 0
    let first = values + start
    while index < count {
      let place = first + index
      let (a, b) = (loadEight(place), loadEight(place + stride))
      let (c, d) = (loadEight(place + 2 &* stride), loadEight(place + 3 &* stride))
      quad.add(loadEight(weights + index), a, b, c, d)
      other.add(loadEight(others + index), a, b, c, d)
      index &+= 8
    }
  }
}
