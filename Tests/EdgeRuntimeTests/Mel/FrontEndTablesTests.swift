import EdgeRuntime
import Features
import Testing

@Suite struct FrontEndTablesTests {
  static func tables() throws -> LogMelTables {
    try LogMelTables(LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 8))
  }

  static func verdict(_ tables: LogMelTables) -> FrontEndTablesError? {
    tables.withFrontEndTables { view in
      do throws(FrontEndTablesError) {
        try view.check()
        return nil
      } catch {
        return error
      }
    }
  }

  @Test(arguments: [128, 256, 512, 1024, 2048, 4096, 8192], [MelScale.htk, .slaney])
  func designedTablesPass(length: Int, scale: MelScale) throws {
    let tables = try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: length, hop: 1, bands: 16, scale: scale))
    #expect(Self.verdict(tables) == nil)
    #expect(tables.twiddlesQ30.count == RealFFT.twiddleCount(length: length))
  }

  @Test(arguments: [0, 64, 500, 1000, 16384, -512])
  func lengthThatIsNoPowerOfTwoInRangeIsRefused(length: Int) throws {
    var tables = try Self.tables()
    tables.frameLength = length
    #expect(Self.verdict(tables) == .frameLength(length))
  }

  @Test(arguments: [0, -1, 1 << 20 + 1, Int.max])
  func hopOutOfRangeIsRefused(hop: Int) throws {
    var tables = try Self.tables()
    tables.hop = hop
    #expect(Self.verdict(tables) == .hop(hop))
  }

  @Test func factorBeyondTheUnitCircleIsRefused() throws {
    var tables = try Self.tables()
    tables.twiddlesQ30[8 * 20 + 2] = .min
    #expect(Self.verdict(tables) == .twiddle(index: 82))
  }

  @Test func bandBeyondTheSpectrumIsRefused() throws {
    var tables = try Self.tables()
    tables.bands[3] = MelBand(firstBin: 250, binCount: 8, firstWeight: 0, exponent: 20)
    #expect(Self.verdict(tables) == .bandBins(index: 3, firstBin: 250, binCount: 8))
  }

  @Test(arguments: [UInt32.max, 1 << 16])
  func bandBeyondTheWeightsIsRefused(first: UInt32) throws {
    var tables = try Self.tables()
    tables.bands[7] = MelBand(firstBin: 0, binCount: 8, firstWeight: first, exponent: 20)
    #expect(Self.verdict(tables) == .bandWeights(index: 7, firstWeight: Int(first), binCount: 8))
  }

  @Test(arguments: [Int32.min, -33, 97, Int32.max])
  func exponentOutOfRangeIsRefused(exponent: Int32) throws {
    var tables = try Self.tables()
    tables.bands[0] = MelBand(firstBin: 0, binCount: 2, firstWeight: 0, exponent: exponent)
    #expect(Self.verdict(tables) == .bandExponent(index: 0, exponent: Int(exponent)))
  }

  @Test(arguments: [Int32.min, Int32.max])
  func offsetOutOfRangeIsRefused(offset: Int32) throws {
    var tables = try Self.tables()
    tables.offsetQ9 = offset
    #expect(Self.verdict(tables) == .offset(Int(offset)))
  }
}
