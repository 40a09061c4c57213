import EdgeRuntime
import Features
import Foundation
import Testing

@Suite struct FloatLogMelTests {
  private static let design = LogMelDesign(
    sampleRate: 16000, frameLength: 1024, hop: 512, bands: 128)

  /// A machine-like sound: harmonics of 50 Hz that fade, over a hiss.
  private static let samples: [Int16] = {
    var state: UInt32 = 7
    return (0..<16000).map { n in
      state = state &* 1_664_525 &+ 1_013_904_223
      let hiss = Double(Int32(bitPattern: state)) / 0x1p31 * 30
      let time = Double(n) / 16000
      let hum = (1...40).reduce(0) { $0 + sin(2 * .pi * 50 * Double($1) * time) / Double($1) }
      return Int16((4000 * hum + hiss).rounded())
    }
  }()

  /// The simulator's front-end stage: what the integers cost.
  @Test func deviceFollowsItsFloatTwin() throws {
    let exact = try FloatLogMel(Self.design).decibels(of: Self.samples)
    let device = DeviceLogMel.frames(of: Self.samples, tables: try LogMelTables(Self.design))
    try #require(exact.count == device.count)
    for (level, value) in zip(exact, device) {
      #expect(abs(level - LogMelQ9.toDecibels(value)) < 0.02)
    }
  }

  @Test func silenceIsTheSameFloor() throws {
    let levels = try FloatLogMel(Self.design).decibels(of: [Int16](repeating: 0, count: 1024))
    let tables = try LogMelTables(Self.design)
    #expect(levels.allSatisfy { LogMelQ9.fromDecibels($0) == tables.floorQ9 })
  }
}
