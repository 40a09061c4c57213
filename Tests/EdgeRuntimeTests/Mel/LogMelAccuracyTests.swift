import EdgeRuntime
import Features
import Foundation
import Testing

@Suite struct LogMelAccuracyTests {
  /// Largest band errors of the device, dB, above and below -80 dBFS.
  struct Errors {
    var loud = 0.0
    var quiet = 0.0
  }

  static func design(_ length: Int, _ scale: MelScale, _ norm: MelNormalization) -> LogMelDesign {
    LogMelDesign(
      sampleRate: 16000, frameLength: length, hop: length, bands: length < 1024 ? 64 : 128,
      scale: scale, normalization: norm)
  }

  /// Compares one frame with the exact window and bank in Double, floor included.
  static func errors(_ frame: [Int16], _ design: LogMelDesign) throws -> Errors {
    let device = DeviceLogMel.frames(of: frame, tables: try LogMelTables(design))
    let exact = MelFilterBank(design).energies(of: ReferenceSpectrum(frame).power)
    let fullScale = 20 * log10(Double(frame.count) / 4)
    var errors = Errors()
    for (value, energy) in zip(device, exact) {
      let expected = max(10 * log10(energy), fullScale - 140)
      let error = abs(LogMelQ9.toDecibels(value) - expected)
      if expected - fullScale > -80 {
        errors.loud = max(errors.loud, error)
      } else {
        errors.quiet = max(errors.quiet, error)
      }
    }
    return errors
  }

  @Test(arguments: [512, 1024, 2048, 4096], [0.0, -30, -60, -85])
  func bandsAreExact(length: Int, dBFS: Double) throws {
    for signal in TestSignal.allCases {
      let frame = signal.samples(length, dBFS: dBFS)
      let errors = try Self.errors(frame, Self.design(length, .slaney, .slaney))
      #expect(errors.loud <= 0.05, "\(signal)")
      #expect(errors.quiet <= 0.5, "\(signal)")
    }
  }

  @Test(arguments: [MelNormalization.none, .slaney], [0.0, -60])
  func bandsOfTheHTKBankAreExact(norm: MelNormalization, dBFS: Double) throws {
    for signal in TestSignal.allCases {
      let frame = signal.samples(1024, dBFS: dBFS)
      let errors = try Self.errors(frame, Self.design(1024, .htk, norm))
      #expect(errors.loud <= 0.05, "\(signal)")
      #expect(errors.quiet <= 0.5, "\(signal)")
    }
  }

  /// Waveforms at the ends of the range.
  enum Extreme: CaseIterable, Sendable {
    case constantMin, constantMax, square, alternating, impulse, lastSample, minusOne

    func samples(_ length: Int) -> [Int16] {
      (0..<length).map { n in
        switch self {
        case .constantMin: .min
        case .constantMax: .max
        case .square: n / 32 % 2 == 0 ? .max : .min
        case .alternating: n % 2 == 0 ? .max : .min
        case .impulse: n == length / 2 ? .min : 0
        case .lastSample: n == length - 1 ? .min : 0
        case .minusOne: -1
        }
      }
    }
  }

  @Test(arguments: Extreme.allCases, [512, 1024, 4096])
  func extremesAreExact(extreme: Extreme, length: Int) throws {
    let errors = try Self.errors(extreme.samples(length), Self.design(length, .slaney, .slaney))
    #expect(errors.loud <= 0.05)
    #expect(errors.quiet <= 0.5)
  }

  @Test func mostNegativeSampleKeepsEveryBandAtEveryPosition() throws {
    let length = 1024
    let design = Self.design(length, .slaney, .slaney)
    let tables = try LogMelTables(design)
    let bank = MelFilterBank(design)
    var frame = TestSignal.noise.samples(length, dBFS: -30)
    let spectrum = ReferenceSpectrum(frame)
    for place in 0..<length {
      let sample = frame[place]
      frame[place] = .min
      let exact = bank.energies(
        of: spectrum.adding(-32768 - Int(sample), at: place, length: length).power)
      for (value, energy) in zip(DeviceLogMel.frames(of: frame, tables: tables), exact) {
        #expect(abs(LogMelQ9.toDecibels(value) - 10 * log10(energy)) <= 0.05, "position \(place)")
      }
      frame[place] = sample
    }
  }

  @Test(arguments: [512, 1024, 2048, 4096])
  func silenceIsTheFloor(length: Int) throws {
    let tables = try LogMelTables(Self.design(length, .slaney, .slaney))
    let frames = DeviceLogMel.frames(of: [Int16](repeating: 0, count: 3 * length), tables: tables)
    #expect(frames == [Int16](repeating: tables.floorQ9, count: 3 * tables.bands.count))
    let floor = 20 * log10(Double(length) / 4) - 140
    #expect(abs(LogMelQ9.toDecibels(tables.floorQ9) - floor) <= LogMelQ9.decibelsPerUnit / 2)
  }
}
