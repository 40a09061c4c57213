import CEdgeSIMD

/// Int16 in pairs, two to a word, as processors without vectors multiply them.
enum Pairs {
  /// Whether this processor multiplies pairs and nothing wider; a constant of the build.
  @inline(__always)
  static var arePreferred: Bool { EDGE_HAS_PAIRS != 0 }

  @inline(__always)
  static func word(_ pointer: UnsafeRawPointer) -> UInt32 {
    pointer.loadUnaligned(as: UInt32.self)
  }
}
