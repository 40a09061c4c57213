import EdgeRuntime
import Features
import Foundation
import Testing

@Suite struct LogMelTablesTests {
  @Test(arguments: [MelScale.htk, .slaney], [MelNormalization.none, .slaney])
  func weightsHaveTwelveSignificantBits(scale: MelScale, normalization: MelNormalization) throws {
    let design = LogMelDesign(
      sampleRate: 16000, frameLength: 1024, hop: 512, bands: 128, scale: scale,
      normalization: normalization)
    let tables = try LogMelTables(design)
    for (band, exact) in zip(tables.bands, MelFilterBank(design).bands) {
      let first = Int(band.firstWeight)
      let mantissas = tables.melWeights[first..<first + Int(band.binCount)]
      #expect(exact.weights.isEmpty || mantissas.max()! >= 1 << 15)
      for (mantissa, weight) in zip(mantissas, exact.weights) {
        let error = abs(scalbn(Double(mantissa), -Int(band.exponent)) - weight)
        #expect(error <= exact.weights.max()! * 0x1p-16)
      }
    }
  }

  /// librosa leaves a band between two bins empty and warns; so does the bank, with the floor.
  @Test func bandWithoutABinIsEmpty() throws {
    let design = LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 256)
    let tables = try LogMelTables(design)
    let empty = try #require(tables.bands.firstIndex { $0.binCount == 0 })
    let noise = (0..<512).map { Int16(truncatingIfNeeded: $0 * $0 * 7919) }
    #expect(DeviceLogMel.frames(of: noise, tables: tables)[empty] == tables.floorQ9)
  }

  @Test(arguments: [
    LogMelDesign(sampleRate: 0, frameLength: 512, hop: 256, bands: 8, highestHz: 100),
    LogMelDesign(sampleRate: 16000, frameLength: 500, hop: 256, bands: 8),
    LogMelDesign(sampleRate: 16000, frameLength: 64, hop: 256, bands: 8),
    LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 0, bands: 8),
    LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 513),
    LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 8, highestHz: 8001),
    LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 8, lowestHz: 8000),
    LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 8, lowestHz: .nan),
    LogMelDesign(
      sampleRate: 16000, frameLength: 512, hop: 256, bands: 1, lowestHz: 1, highestHz: 30),
  ])
  func designThatCannotWorkIsRefusedInThreeLines(design: LogMelDesign) {
    let error = #expect(throws: FeaturesError.self) { try LogMelTables(design) }
    #expect(error?.description.split(separator: "\n").count == 3)
  }
}
