// Neighbours in memory that go through the same arithmetic: four where the processor has vectors,
// one where it has not and four of everything would not fit its registers (`NARROW_REGISTERS`).
// The bits are the same.

#if NARROW_REGISTERS
  typealias TransformLanes = Int32
  typealias WideTransformLanes = Int64
#else
  typealias TransformLanes = SIMD4<Int32>
  typealias WideTransformLanes = SIMD4<Int64>
#endif

extension TransformLanes {
  /// Numbers that are one value: 1 or 4.
  static var width: Int { MemoryLayout<Self>.size / MemoryLayout<Int32>.size }

  /// In opposite order.
  @inline(__always)
  var reversed: Self {
    #if NARROW_REGISTERS
      self
    #else
      Self(w, z, y, x)
    #endif
  }
}

extension UnsafePointer<Int32> {
  /// The values from here on. No alignment beyond the element's own is needed.
  @inline(__always)
  var lanes: TransformLanes { UnsafeRawPointer(self).loadUnaligned(as: TransformLanes.self) }
}

extension UnsafeMutablePointer<Int32> {
  /// The values from here on.
  @inline(__always)
  var lanes: TransformLanes { UnsafePointer(self).lanes }

  /// Overwrites the values from here on.
  @inline(__always)
  func store<Lanes: BitwiseCopyable>(_ values: Lanes) {
    UnsafeMutableRawPointer(self).storeBytes(of: values, as: Lanes.self)
  }

  /// Overwrites the values from here on with one of each argument in turn.
  @inline(__always)
  func storeInterleaved(
    _ a: TransformLanes, _ b: TransformLanes, _ c: TransformLanes, _ d: TransformLanes
  ) {
    #if NARROW_REGISTERS
      store(SIMD4(a, b, c, d))
    #else
      store(SIMD4(a.x, b.x, c.x, d.x))
      (self + 4).store(SIMD4(a.y, b.y, c.y, d.y))
      (self + 8).store(SIMD4(a.z, b.z, c.z, d.z))
      (self + 12).store(SIMD4(a.w, b.w, c.w, d.w))
    #endif
  }
}
