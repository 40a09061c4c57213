import EdgeRuntime
import Features
import Testing

/// Bits that every build has to give: ordinary and checked arithmetic, every processor.
@Suite struct GoldenLogMelTests {
  /// Noise under a triangle of growing level, in integers only: no library's sine in between.
  static let signal: [Int16] = {
    var state: UInt32 = 1
    return (0..<16384).map { n in
      state = state &* 1_664_525 &+ 1_013_904_223
      let noise = Int(Int16(truncatingIfNeeded: state >> 16)) * n / 16384
      let triangle = (abs(n % 53 - 26) - 13) * 200
      return n == 9000 ? .min : Int16(clamping: noise + triangle)
    }
  }()

  @Test(arguments: [
    (512, 256, 64, 11_581_813_443_250_251_912 as UInt64),
    (1024, 512, 128, 2_224_043_647_760_200_723),
    (2048, 512, 128, 12_310_435_059_958_765_690),
    (4096, 2474, 64, 5_659_266_953_258_832_354),
  ])
  func framesHaveTheirChecksum(length: Int, hop: Int, bands: Int, checksum: UInt64) throws {
    let tables = try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: length, hop: hop, bands: bands))
    let frames = DeviceLogMel.frames(of: Self.signal, tables: tables)
    // FNV-1a over the values, low byte first.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for value in frames {
      let bits = UInt64(UInt16(bitPattern: value))
      for byte in [bits & 0xFF, bits >> 8] { hash = (hash ^ byte) &* 0x100_0000_01B3 }
    }
    #expect(hash == checksum)
  }
}
