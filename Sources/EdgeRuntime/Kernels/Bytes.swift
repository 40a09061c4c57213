import CEdgeSIMD

/// Bytes as they are, sixteen at a time.
enum Bytes {
  /// Whether this processor multiplies bytes with bytes; a constant of the build.
  @inline(__always)
  static var arePreferred: Bool { EDGE_HAS_BYTES != 0 }
}
