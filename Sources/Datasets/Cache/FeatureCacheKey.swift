import EdgeRuntime
import Features

/// Names a clip's log-mel by everything that it depends on: the samples themselves, the front end's
/// tables, and what the front end makes of a test signal. No file name, machine or date is part of
/// it, so that features can never be served for other sound or by other arithmetic.
public struct FeatureCacheKey: Sendable, Hashable {
  /// SHA-256 in 64 hexadecimal digits.
  public let digits: String

  /// Makes the keys of one front end.
  public struct Maker: Sendable {
    private let start: DigestedBytes

    /// Runs the front end over a test signal, so that a change of its code changes every key.
    public init(tables: LogMelTables) {
      var bytes = DigestedBytes(purpose: "edgeasd log-mel, entry format 1")
      for number in [tables.sampleRate, tables.frameLength, tables.hop] { bytes.add([number]) }
      bytes.add(tables.windowQ31)
      bytes.add(tables.twiddlesQ30)
      bytes.add(
        tables.bands.flatMap {
          [Int64($0.firstBin), Int64($0.binCount), Int64($0.firstWeight), Int64($0.exponent)]
        })
      bytes.add(tables.melWeights)
      bytes.add([tables.offsetQ9])
      bytes.add([tables.floorQ9])
      bytes.add(DeviceLogMel.frames(of: Self.testSignal(tables), tables: tables))
      start = bytes
    }

    /// The key of a clip.
    public func key(of samples: [Int16]) -> FeatureCacheKey {
      var bytes = start
      bytes.add(samples)
      return FeatureCacheKey(digits: bytes.digits())
    }

    /// Sixteen frames of noise, from one bit to full scale.
    private static func testSignal(_ tables: LogMelTables) -> [Int16] {
      var state: UInt32 = 1
      return (0..<(tables.frameLength + 15 * tables.hop)).map { position in
        state = state &* 1_664_525 &+ 1_013_904_223
        let shift = 15 - position / tables.hop % 16
        return Int16(truncatingIfNeeded: Int32(bitPattern: state) >> 16) >> Int16(shift)
      }
    }
  }
}
