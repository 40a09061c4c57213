import CEdgeSIMD

/// Room for four patches of a convolution's input: what four output positions see. Padding is
/// what stands for 0.
///
/// A tap of a patch is padded to a multiple of sixteen elements, in which vectors run on to weights
/// that are not the tap's.
struct Patches {
  /// In which form the elements lie.
  enum Layout {
    /// As the input has them; kernels see to the zero point and to what follows a tap.
    case bytes
    /// Int16 with the zero point taken off and padded with 0, those with an even place apart from
    /// those with an odd one as the weights are that they meet: in words by turns for pairs, of which
    /// two patches share their room, eight by eight for `BytePairs`.
    case interleaved
    /// The same in their order.
    case inOrder
  }

  /// Where one patch is put together as the input has it before it is widened.
  private let draft: UnsafeMutableRawPointer
  private let values: UnsafeMutableRawPointer
  /// Elements from a patch to the next; a multiple of sixteen.
  let stride: Int
  let layout: Layout
  private let hasWholeGroups: Bool
  private let elementType: ModelFile.ElementType
  private let zeroPoint: Int8

  /// Patches that are worked on together.
  static var count: Int { 4 }

  /// Elements that `length` take with their padding.
  static func padded(_ length: Int) -> Int { (length &+ 15) & ~15 }

  /// Bytes of the draft and four patches of `length` elements of a tensor.
  static func byteCount(_ tensor: IntegerTensor, length: Int) -> Int {
    padded(length) &* (tensor.elementType.byteCount &+ 2 &* count)
  }

  /// Patches of up to `length` elements of a tensor in the caller's memory of
  /// `byteCount(_:length:)`, aligned to 16.
  init(
    _ tensor: IntegerTensor, length: Int, layout: Layout, scratch: UnsafeMutableRawPointer
  ) {
    stride = Self.padded(length)
    elementType = tensor.elementType
    zeroPoint = Int8(narrowing: tensor.zeroPoint)
    self.layout = layout
    hasWholeGroups = tensor.elementType == .int8 && tensor.channels & 3 == 0
    draft = scratch
    values = scratch + stride &* tensor.elementType.byteCount
  }

  // What a processor never does is no code of its program.

  /// Whether patches are bytes.
  @inline(__always)
  var areBytes: Bool { Bytes.arePreferred && layout == .bytes }

  /// Whether bytes are widened to pairs on their way, where each tap has whole groups of four.
  @inline(__always)
  private var isDirect: Bool { Pairs.arePreferred && hasWholeGroups && layout == .interleaved }

  /// Where the first elements of patch `index` go.
  @inline(__always)
  func start(_ index: Int) -> UnsafeMutableRawPointer {
    if areBytes { return values + index &* stride }
    return isDirect ? pairs(index) : draft
  }

  /// Puts so many bytes of the input to `place` and returns where the next ones go.
  @inline(__always)
  func append(
    _ source: UnsafeRawPointer, _ count: Int, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    if isDirect {
      return UnsafeMutableRawPointer(
        edge_widen_to_pairs(
          source.assumingMemoryBound(to: Int8.self), count, Int32(zeroPoint),
          place.assumingMemoryBound(to: UInt32.self)
        ).unsafelyUnwrapped)
    }
    if Bytes.arePreferred {
      edge_copy_bytes(place, source, count)
    } else {
      place.copyMemory(from: source, byteCount: count)
    }
    return place + count
  }

  /// The same with bytes of padding, which stand for 0.
  @inline(__always)
  func appendPadding(_ count: Int, at place: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    append(count, of: zeroPoint, at: place)
  }

  /// The same with bytes behind a tap, whose products are 0.
  @inline(__always)
  func appendGap(_ count: Int, at place: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    append(count, of: areBytes ? 0 : zeroPoint, at: place)
  }

  @inline(__always)
  private func append(
    _ count: Int, of byte: Int8, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    guard count > 0 else { return place }
    if isDirect {
      return UnsafeMutableRawPointer(
        edge_put_zero_pairs(count, place.assumingMemoryBound(to: UInt32.self)).unsafelyUnwrapped)
    }
    // The zero point of Int16 is 0.
    place.assumingMemoryBound(to: Int8.self).update(repeating: byte, count: count)
    return place + count
  }

  /// Makes patch `index` of what was put together and ends at `end`.
  @inline(__always)
  func finish(_ index: Int, _ end: UnsafeMutableRawPointer) {
    if areBytes || isDirect {
      // A pair's elements take four bytes, since two patches share their room.
      let bytes = (end - start(index)) &>> (isDirect ? 2 : 0)
      _ = appendGap(Self.padded(bytes) &- bytes, at: end)
    } else {
      widenDraft(end, into: index)
    }
  }

  /// Room of a patch in pairs.
  @inline(__always)
  private func pairs(_ index: Int) -> UnsafeMutableRawPointer {
    values + 4 &* (index &>> 1) &* stride + 8 &* (index & 1)
  }

  @inline(never)
  private func widenDraft(_ end: UnsafeMutableRawPointer, into index: Int) {
    let length = end - draft
    let count = Self.padded(length / elementType.byteCount)
    _ = appendGap(count &* elementType.byteCount &- length, at: end)
    let target =
      Pairs.arePreferred && layout == .interleaved ? pairs(index) : values + 2 &* index &* stride
    guard layout == .interleaved else { return copyDraft(count, to: target) }
    let bytes = draft.assumingMemoryBound(to: Int8.self)
    let halves = draft.assumingMemoryBound(to: Int16.self)
    let words = target.assumingMemoryBound(to: UInt32.self)
    switch (elementType, Pairs.arePreferred) {
    case (.int8, true): _ = edge_widen_to_pairs(bytes, count, Int32(zeroPoint), words)
    case (.int16, true): edge_order_as_pairs(halves, count, words)
    case (.int8, false): widen(UnsafePointer(bytes), count, into: target)
    case (.int16, false):
      for block in 0..<count / 16 {
        store(Int16.lanes(halves + 16 &* block), at: target + 32 &* block)
      }
    }
  }

  @inline(__always)
  private func widen(
    _ bytes: UnsafePointer<Int8>, _ count: Int, into target: UnsafeMutableRawPointer
  ) {
    let zeroPoint = SIMD8(repeating: Int16(zeroPoint))
    for block in 0..<count / 16 {
      let (even, odd) = Int8.lanes(bytes + 16 &* block)
      // Differences of two int8 fit an Int16.
      store((even &- zeroPoint, odd &- zeroPoint), at: target + 32 &* block)
    }
  }

  @inline(__always)
  private func store(
    _ halves: (even: SIMD8<Int16>, odd: SIMD8<Int16>), at place: UnsafeMutableRawPointer
  ) {
    place.storeBytes(of: halves.even, as: SIMD8<Int16>.self)
    place.storeBytes(of: halves.odd, toByteOffset: 16, as: SIMD8<Int16>.self)
  }

  /// Makes a patch of the draft in its order.
  private func copyDraft(_ count: Int, to target: UnsafeMutableRawPointer) {
    if elementType == .int16 { return target.copyMemory(from: draft, byteCount: 2 &* count) }
    let bytes = draft.assumingMemoryBound(to: Int8.self)
    let halves = target.assumingMemoryBound(to: Int16.self)
    for element in 0..<count { halves[element] = Int16(bytes[element]) &- Int16(zeroPoint) }
  }

  /// Elements of patch `index` as Int16.
  @inline(__always)
  func patch(_ index: Int) -> UnsafePointer<Int16> {
    UnsafePointer((values + 2 &* index &* stride).assumingMemoryBound(to: Int16.self))
  }

  /// Where the first patch lies.
  @inline(__always)
  var memory: UnsafeRawPointer { UnsafeRawPointer(values) }

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
    let place = UnsafeRawPointer(values + 2 &* element)
    let a = place.loadUnaligned(as: SIMD8<Int16>.self)
    let b = place.loadUnaligned(fromByteOffset: 2 &* stride, as: SIMD8<Int16>.self)
    let c = place.loadUnaligned(fromByteOffset: 4 &* stride, as: SIMD8<Int16>.self)
    let d = place.loadUnaligned(fromByteOffset: 6 &* stride, as: SIMD8<Int16>.self)
    quad.add(weights, a, b, c, d)
    other.add(others, a, b, c, d)
  }
}
