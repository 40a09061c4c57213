/// The one source of randomness of the project: xoshiro256** (Blackman, Vigna, "Scrambled linear
/// pseudorandom number generators", ACM TOMS 2021), seeded through `SplitMix64`.
///
/// The same seed gives the same numbers on every machine and with every version of Swift. Copying a
/// generator copies its position: both copies go on with the same numbers.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// A generator whose state is the first four outputs of `SplitMix64(seed:)`, as its authors
  /// advise. Any seed may be given.
  public init(seed: UInt64) {
    var mixer = SplitMix64(seed: seed)
    self.init(state: (mixer.next(), mixer.next(), mixer.next(), mixer.next()))
  }

  /// A generator of its own for each named purpose under one user-visible seed, so that drawing
  /// more numbers for one purpose ("shuffle") leaves another ("weights") as it was.
  ///
  /// - Parameter stream: any text; its UTF-8 bytes enter through the FNV-1a hash.
  public init(seed: UInt64, stream: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in stream.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    var mixer = SplitMix64(seed: seed)
    self.init(seed: mixer.next() ^ hash)
  }

  /// A generator in a given state, which must not be all zeros.
  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(
      state.0 | state.1 | state.2 | state.3 != 0, "the all-zero state gives only zeros")
    (s0, s1, s2, s3) = state
  }

  /// The next 64 bits. Period 2²⁵⁶ - 1.
  public mutating func next() -> UInt64 {
    let result = Self.rotate(s1 &* 5, left: 7) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = Self.rotate(s3, left: 45)
    return result
  }

  private static func rotate(_ value: UInt64, left count: UInt64) -> UInt64 {
    (value << count) | (value >> (64 - count))
  }
}
