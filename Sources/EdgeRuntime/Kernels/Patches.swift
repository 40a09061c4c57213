/// Room for four patches of a convolution's input, one after the other: what four output positions
/// see, as Int16 with the zero point taken off, so that padding is 0.
///
/// A patch is padded with zeros to a multiple of sixteen: the weights that a vector reads beyond
/// the end of their row are multiplied by them. Of each sixteen elements the even ones come first,
/// as `BytePairs` gives the weights they meet; against rows of Int16 they stay in their order.
struct Patches {
  /// Where one patch is put together as the input has it before it is widened.
  private let draft: UnsafeMutableRawPointer
  private let values: UnsafeMutablePointer<Int16>
  /// Elements of a patch, and from a patch to the next; a multiple of sixteen.
  private let stride: Int
  private let elementType: ModelFile.ElementType
  private let zeroPoint: Int8
  private let isInterleaved: Bool

  /// Patches that are worked on together.
  static var count: Int { 4 }

  /// Elements that `length` take with their padding.
  static func padded(_ length: Int) -> Int { (length + 15) & ~15 }

  /// Bytes of the draft and four patches of `length` elements of a tensor.
  static func byteCount(_ tensor: IntegerTensor, length: Int) -> Int {
    padded(length) * (tensor.elementType.byteCount + 2 * count)
  }

  /// Patches of `length` elements of a tensor in the caller's memory of `byteCount(_:length:)`,
  /// aligned to 16.
  init(
    _ tensor: IntegerTensor, length: Int, isInterleaved: Bool, scratch: UnsafeMutableRawPointer
  ) {
    stride = Self.padded(length)
    elementType = tensor.elementType
    zeroPoint = Int8(narrowing: tensor.zeroPoint)
    self.isInterleaved = isInterleaved
    draft = scratch
    values = (scratch + stride &* tensor.elementType.byteCount)
      .assumingMemoryBound(to: Int16.self)
  }

  /// Appends so many bytes of the input to the draft at `place` and returns the place after them.
  @inline(__always)
  func append(_ source: UnsafeRawPointer, _ count: Int, at place: Int) -> Int {
    (draft + place).copyMemory(from: source, byteCount: count)
    return place &+ count
  }

  /// Appends so many bytes of padding to the draft at `place` and returns the place after it.
  @inline(__always)
  func appendPadding(_ count: Int, at place: Int) -> Int {
    // The zero point of Int16 is 0.
    (draft + place).assumingMemoryBound(to: Int8.self).update(repeating: zeroPoint, count: count)
    return place &+ count
  }

  /// Pads the draft, of which `length` bytes are there, and makes it patch `index`.
  @_optimize(speed)
  @inline(never)
  func widenDraft(_ length: Int, into index: Int) {
    _ = appendPadding(stride &* elementType.byteCount &- length, at: length)
    let target = values + index &* stride
    guard elementType == .int8, isInterleaved else { return copyDraft(to: target) }
    let draft = UnsafePointer(draft.assumingMemoryBound(to: Int8.self))
    if Pairs.arePreferred {
      Pairs.widen(draft, stride, zeroPoint: Int32(zeroPoint), into: target)
      return
    }
    let zeroPoint = SIMD8(repeating: Int16(zeroPoint))
    let bytes = UnsafeMutableRawPointer(target)
    var element = 0
    while element < stride {
      let (even, odd) = Int8.lanes(draft + element)
      // Differences of two int8 fit an Int16.
      bytes.storeBytes(
        of: even &- zeroPoint, toByteOffset: 2 &* element, as: SIMD8<Int16>.self)
      bytes.storeBytes(
        of: odd &- zeroPoint, toByteOffset: 2 &* element &+ 16, as: SIMD8<Int16>.self)
      element &+= 16
    }
  }

  /// Makes a patch of the whole draft where it is Int16, or stays in its order.
  @inline(never)
  private func copyDraft(to target: UnsafeMutablePointer<Int16>) {
    let halves = draft.assumingMemoryBound(to: Int16.self)
    if elementType == .int16 {
      if isInterleaved { return interleave(halves, into: target) }
      return target.update(from: halves, count: stride)
    }
    let bytes = draft.assumingMemoryBound(to: Int8.self)
    for element in 0..<stride { target[element] = Int16(bytes[element]) &- Int16(zeroPoint) }
  }

  @inline(never)
  private func interleave(
    _ source: UnsafePointer<Int16>, into target: UnsafeMutablePointer<Int16>
  ) {
    var block = 0
    while block < stride {
      let to = UnsafeMutableRawPointer(target + block)
      if Pairs.arePreferred {
        for quad in 0..<4 {
          let (even, odd) = Int16.pairs(source + (block &+ 4 &* quad))
          to.storeBytes(of: even, toByteOffset: 4 &* quad, as: UInt32.self)
          to.storeBytes(of: odd, toByteOffset: 4 &* quad &+ 16, as: UInt32.self)
        }
      } else {
        let (even, odd) = Int16.lanes(source + block)
        to.storeBytes(of: even, as: SIMD8<Int16>.self)
        to.storeBytes(of: odd, toByteOffset: 16, as: SIMD8<Int16>.self)
      }
      block &+= 16
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
