/// Cyclic redundancy check of IEEE 802.3 (the one of Ethernet, gzip and PNG), reflected polynomial
/// `EDB88320`.
public struct CRC32: Sendable {
  private var state: UInt32 = 0xFFFF_FFFF

  /// Of no bytes yet.
  public init() {}

  /// Takes the next bytes.
  @inline(never)
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { update(byte) }
  }

  /// Takes `count` zero bytes.
  public mutating func updateZeros(_ count: Int) {
    for _ in 0..<count { update(0) }
  }

  // Half a byte at a time: the table then costs 64 bytes of flash instead of 1,024.
  @inline(__always)
  private mutating func update(_ byte: UInt8) {
    state ^= UInt32(byte)
    state = state &>> 4 ^ Self.remainder(state & 15)
    state = state &>> 4 ^ Self.remainder(state & 15)
  }

  /// Remainder of `nibble · x³²`, which the four bits select linearly.
  @inline(__always)
  private static func remainder(_ nibble: UInt32) -> UInt32 {
    (0 &- (nibble & 1)) & 0x1DB7_1064 ^ (0 &- (nibble &>> 1 & 1)) & 0x3B6E_20C8
      ^ (0 &- (nibble &>> 2 & 1)) & 0x76DC_4190 ^ (0 &- (nibble &>> 3 & 1)) & 0xEDB8_8320
  }

  /// The check value of the bytes taken so far.
  public var value: UInt32 { ~state }
}
