/// Secure hash of FIPS 180-4, 256 bits, without tables in memory other than its constants.
public struct SHA256: Sendable {
  private var state = SIMD8<UInt32>(
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
    0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19)
  /// The block being filled, big-endian words.
  private var block = InlineArray<16, UInt32>(repeating: 0)
  private var byteCount: UInt64 = 0

  /// Of no bytes yet.
  public init() {}

  /// Takes the next bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { append(byte) }
  }

  /// Takes `count` zero bytes.
  public mutating func updateZeros(_ count: Int) {
    for _ in 0..<count { append(0) }
  }

  /// The digest of the bytes taken: eight words, most significant byte first in each.
  public consuming func finish() -> SIMD8<UInt32> {
    let bitCount = byteCount &* 8
    append(0x80)
    while byteCount & 63 != 56 { append(0) }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: bitCount &>> shift))
    }
    return state
  }

  @inline(never)
  private mutating func append(_ byte: UInt8) {
    let place = Int(narrowing: byteCount & 63)
    block[place &>> 2] = block[place &>> 2] &<< 8 | UInt32(byte)
    byteCount &+= 1
    if place == 63 { compress() }
  }

  private mutating func compress() {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for round in 0..<64 {
      if round >= 16 { extend(round) }
      let choice = (e & f) ^ (~e & g)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let sumE = e.turned(6) ^ e.turned(11) ^ e.turned(25)
      let sumA = a.turned(2) ^ a.turned(13) ^ a.turned(22)
      let first = h &+ sumE &+ choice &+ sha256Constants[round] &+ block[round & 15]
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ sumA &+ majority)
    }
    state &+= SIMD8(a, b, c, d, e, f, g, h)
  }

  /// Word `round` of the message schedule, which replaces the one sixteen rounds before.
  @inline(__always)
  private mutating func extend(_ round: Int) {
    let early = block[(round &- 15) & 15]
    let late = block[(round &- 2) & 15]
    block[round & 15] &+=
      block[(round &- 7) & 15]
      &+ (early.turned(7) ^ early.turned(18) ^ early &>> 3)
      &+ (late.turned(17) ^ late.turned(19) ^ late &>> 10)
  }
}

extension UInt32 {
  @inline(__always)
  fileprivate func turned(_ count: UInt32) -> UInt32 { self &>> count | self &<< (32 &- count) }
}

/// First 32 bits of the fractional parts of the cube roots of the first 64 primes.
private let sha256Constants: InlineArray<64, UInt32> = [
  0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1,
  0x923F_82A4, 0xAB1C_5ED5, 0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3,
  0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174, 0xE49B_69C1, 0xEFBE_4786,
  0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
  0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147,
  0x06CA_6351, 0x1429_2967, 0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13,
  0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85, 0xA2BF_E8A1, 0xA81A_664B,
  0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
  0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A,
  0x5B9C_CA4F, 0x682E_6FF3, 0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208,
  0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
]
