// Four neighbours in memory as one vector. No alignment beyond the element's own is needed.

extension UnsafePointer<Int32> {
  /// The four values from here on.
  @inline(__always)
  var four: SIMD4<Int32> { UnsafeRawPointer(self).loadUnaligned(as: SIMD4<Int32>.self) }
}

extension UnsafeMutablePointer<Int32> {
  /// The four values from here on.
  @inline(__always)
  var four: SIMD4<Int32> { UnsafePointer(self).four }

  /// Overwrites the four values from here on.
  @inline(__always)
  func store(_ values: SIMD4<Int32>) {
    UnsafeMutableRawPointer(self).storeBytes(of: values, as: SIMD4<Int32>.self)
  }

  /// Overwrites the sixteen values from here on with one of each vector in turn.
  @inline(__always)
  func storeInterleaved(
    _ a: SIMD4<Int32>, _ b: SIMD4<Int32>, _ c: SIMD4<Int32>, _ d: SIMD4<Int32>
  ) {
    store(SIMD4(a.x, b.x, c.x, d.x))
    (self + 4).store(SIMD4(a.y, b.y, c.y, d.y))
    (self + 8).store(SIMD4(a.z, b.z, c.z, d.z))
    (self + 12).store(SIMD4(a.w, b.w, c.w, d.w))
  }
}
