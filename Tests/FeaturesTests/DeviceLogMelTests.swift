import EdgeRuntime
import Features
import Foundation
import Testing

@Suite struct DeviceLogMelTests {
  @Test(arguments: [512, 1024, 2048, 4096], [0.0, -30, -60])
  func sineHasItsLevel(length: Int, dBFS: Double) throws {
    // One band of weight one over every bin: the mel power is the spectrum's energy, which Parseval
    // gives for a sine of amplitude a in its bin: (a·N/4)² · (1 + 2·¼).
    let design = LogMelDesign(sampleRate: 16000, frameLength: length, hop: length, bands: 128)
    let tables = try LogMelTables(design)
    let amplitude = 32767 * pow(10, dBFS / 20)
    let samples = (0..<length).map {
      Int16((amplitude * sin(2 * .pi * 40 * Double($0) / Double(length))).rounded())
    }
    let frame = DeviceLogMel.frames(of: samples, tables: tables)
    let weights = MelFilterBank(design).bands
    // Exact spectrum of the ideal sine: bins 39, 40, 41 at a quarter, one, a quarter of (a·N/4)².
    let peak = pow(amplitude / 32768 * Double(length) / 4, 2)
    let loudest = try #require(frame.indices.max { frame[$0] < frame[$1] })
    let band = weights[loudest]
    let expected = [39: 0.25, 40: 1, 41: 0.25].reduce(0.0) { sum, bin in
      let place = bin.key - band.firstBin
      let weight = band.weights.indices.contains(place) ? band.weights[place] : 0
      return sum + weight * bin.value * peak
    }
    #expect(abs(LogMelQ9.toDecibels(frame[loudest]) - 10 * log10(expected)) < 0.05)
  }
}
