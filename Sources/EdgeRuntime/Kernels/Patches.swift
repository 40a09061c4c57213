/// Room for four patches of a convolution's input, one after the other: what four output positions
/// see, as Int16 with the zero point taken off, so that padding is 0.
///
/// A patch is padded with zeros to a multiple of sixteen: the weights that a vector reads beyond
/// the end of their row are multiplied by them. Of each sixteen elements the even ones come first,
/// as `BytePairs` gives the weights they meet.
struct Patches {
  /// Where one patch is put together as int8 before it is widened.
  let draft: UnsafeMutablePointer<Int8>
  private let values: UnsafeMutablePointer<Int16>
  /// Elements of a patch, and from a patch to the next; a multiple of sixteen.
  private let stride: Int
  private let zeroPoint: Int8

  /// Patches that are worked on together.
  static var count: Int { 4 }

  /// Elements that `length` take with their padding.
  static func padded(_ length: Int) -> Int { (length + 15) & ~15 }

  /// Bytes of the draft and four patches of `length` elements.
  static func byteCount(length: Int) -> Int { padded(length) * (1 + 2 * count) }

  /// Patches of `length` elements in the caller's memory of `byteCount(length:)`, aligned to 16.
  init(length: Int, zeroPoint: Int32, scratch: UnsafeMutableRawPointer) {
    stride = Self.padded(length)
    self.zeroPoint = Int8(narrowing: zeroPoint)
    draft = scratch.assumingMemoryBound(to: Int8.self)
    values = (scratch + stride).assumingMemoryBound(to: Int16.self)
  }

  /// Appends input elements to the draft at `place` and returns the place after them.
  @inline(__always)
  func append(_ source: UnsafePointer<Int8>, _ count: Int, at place: Int) -> Int {
    (draft + place).update(from: source, count: count)
    return place &+ count
  }

  /// Appends padding to the draft at `place` and returns the place after it.
  @inline(__always)
  func appendPadding(_ count: Int, at place: Int) -> Int {
    (draft + place).update(repeating: zeroPoint, count: count)
    return place &+ count
  }

  /// Pads the draft, of which `length` elements are there, and makes it patch `index`.
  @_optimize(speed)
  @inline(never)
  func widenDraft(_ length: Int, into index: Int) {
    _ = appendPadding(stride &- length, at: length)
    if Pairs.arePreferred {
      Pairs.widen(draft, stride, zeroPoint: Int32(zeroPoint), into: values + index &* stride)
      return
    }
    let zeroPoint = SIMD8(repeating: Int16(zeroPoint))
    let target = UnsafeMutableRawPointer(values + index &* stride)
    var element = 0
    while element < stride {
      let pairs = BytePairs(draft + element)
      // Differences of two int8 fit an Int16.
      let (even, odd) = (pairs.even &- zeroPoint, pairs.odd &- zeroPoint)
      target.storeBytes(of: even, toByteOffset: 2 &* element, as: SIMD8<Int16>.self)
      target.storeBytes(of: odd, toByteOffset: 2 &* element &+ 16, as: SIMD8<Int16>.self)
      element &+= 16
    }
  }

  /// Elements of patch `index`.
  @inline(__always)
  func patch(_ index: Int) -> UnsafePointer<Int16> { UnsafePointer(values + index &* stride) }

  /// Adds the dot products of the four patches, from element `start` on (a multiple of sixteen),
  /// with two rows of weights.
  @inline(__always)
  func add(
    _ weights: UnsafePointer<Int8>, _ others: UnsafePointer<Int8>, from start: Int, count: Int,
    to quad: inout DotQuad, _ other: inout DotQuad
  ) {
    var index = 0
    while index < count {
      let (own, next) = (BytePairs(weights + index), BytePairs(others + index))
      add(own.even, next.even, at: start &+ index, to: &quad, &other)
      add(own.odd, next.odd, at: start &+ index &+ 8, to: &quad, &other)
      index &+= 16
    }
  }

  @inline(__always)
  private func add(
    _ weights: SIMD8<Int16>, _ others: SIMD8<Int16>, at element: Int, to quad: inout DotQuad,
    _ other: inout DotQuad
  ) {
    let place = UnsafeRawPointer(values + element)
    let a = place.loadUnaligned(as: SIMD8<Int16>.self)
    let b = place.loadUnaligned(fromByteOffset: 2 &* stride, as: SIMD8<Int16>.self)
    let c = place.loadUnaligned(fromByteOffset: 4 &* stride, as: SIMD8<Int16>.self)
    let d = place.loadUnaligned(fromByteOffset: 6 &* stride, as: SIMD8<Int16>.self)
    quad.add(weights, a, b, c, d)
    other.add(others, a, b, c, d)
  }
}
