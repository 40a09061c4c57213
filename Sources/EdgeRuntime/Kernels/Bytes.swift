import CEdgeSIMD

/// Bytes as they are, many at a time.
enum Bytes {
  /// Whether this processor multiplies bytes with bytes; a constant of the build.
  @inline(__always)
  static var arePreferred: Bool { EDGE_HAS_BYTES != 0 }

  #if arch(x86_64)
    /// What x86-64 multiplies bytes with.
    enum Level: Int32, CaseIterable {
      case sse2 = 0
      case avx2 = 1
      case avx512VNNI = 2
    }

    /// What this processor does: found out once. A test may choose a lower one.
    static var level: Level {
      get { Level(rawValue: edge_byte_level()) ?? .sse2 }
      set { edge_set_byte_level(newValue.rawValue) }
    }
  #endif
}
