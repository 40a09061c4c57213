/// How fast, and how strongly, the level of each band goes up and down: the mean square that eight
/// band-pass filters let through of its envelope.
///
/// `Features.ModulationSpectrum` says what it approximates. A filter is the trapezoidal
/// state-variable one, which has that transfer function with states that hardly round: with g the
/// tangent of half the centre's angle and k = 1/2, `v = (s₁ + g (x - s₂)) / (1 + g (g + k))` is the
/// band-pass output over k, and `s₁ ← 2v - s₁`, `s₂ ← s₂ + 2gv`.
struct ModulationSpectrum {
  /// Filters of a band.
  static let filters = 8
  /// Frames of a window: sums of squares have room for so many.
  static let mostFrames = 1 << 15
  /// Lowest level, Q9 log2 units.
  static let floorQ9: Int16 = -48 * 512

  /// g of each filter, Q30: `tan(π · .01 · 32^(i / 7))`.
  private static let tangentsQ30: InlineArray<8, Int32> = [
    33_743_696, 55_393_142, 91_018_481, 149_938_552, 248_730_328, 420_758_452, 754_851_001,
    1_691_946_381,
  ]
  /// `1 / (1 + g (g + k))` of each filter, Q30.
  private static let gainsQ30: InlineArray<8, Int32> = [
    1_056_104_101, 1_044_032_973, 1_023_030_876, 985_698_964, 918_132_222, 795_666_887,
    581_744_458, 251_411_430,
  ]

  /// What a filter remembers.
  private struct State {
    var band: Int32
    var low: Int32
  }

  /// `byteCount` bytes, aligned to 8: energies, then states.
  private let memory: UnsafeMutableRawPointer
  private let bands: Int

  init(memory: UnsafeMutableRawPointer, bands: Int) {
    self.memory = memory
    self.bands = bands
  }

  /// Memory for so many bands.
  static func byteCount(bands: Int) -> Int {
    bands * filters * (MemoryLayout<UInt64>.stride + MemoryLayout<State>.stride)
  }

  /// Of each filter the sum of squares of v, Q34.
  private var energies: UnsafeMutablePointer<UInt64> {
    memory.assumingMemoryBound(to: UInt64.self)
  }

  private var states: UnsafeMutablePointer<State> {
    UnsafeMutableRawPointer(energies + bands &* Self.filters).assumingMemoryBound(to: State.self)
  }

  /// Takes a frame of a window into account.
  ///
  /// - Parameters:
  ///   - levelsQ9: one a band, log2 of power in Q9.
  ///   - isFirst: whether it is the window's first: filters then start as if it had been there for
  ///     ever.
  func add(_ levelsQ9: UnsafePointer<Int16>, isFirst: Bool) {
    let (energies, states) = (energies, states)
    for band in 0..<bands {
      let envelope = Self.envelopeQ21(levelsQ9[band])
      let first = band &* Self.filters
      if isFirst {
        for filter in 0..<Self.filters {
          energies[first &+ filter] = 0
          states[first &+ filter] = State(band: 0, low: envelope)
        }
      }
      for filter in 0..<Self.filters {
        energies[first &+ filter] +%= Self.square(filter, envelope, &states[first &+ filter])
      }
    }
  }

  /// The square of a filter's v, Q34, at the next envelope.
  ///
  /// An envelope x is below 2²⁷. Whatever comes, v stays below 2.6 x in magnitude, s₁ below 4.9 x and
  /// s₂ below 5.9 x: the sums of the magnitudes of the impulse responses, and the start. With g below
  /// 1.6 what v is made of stays below 16 x: all of it fits 32 bits, and of the squares, below 2⁴⁹, 2¹⁵
  /// fit 64.
  @inline(__always)
  private static func square(_ filter: Int, _ envelope: Int32, _ state: inout State) -> UInt64 {
    let tangent = tangentsQ30[filter]
    let sum = state.band +% product(tangent, envelope -% state.low, shift: 30)
    let value = product(gainsQ30[filter], sum, shift: 30)
    state.band = 2 *% value -% state.band
    state.low = state.low +% product(tangent, value, shift: 29)
    let square = Int64(widening: value) *% Int64(widening: value)
    return UInt64(bitPattern: square.roundedShift(right: 8))
  }

  /// A product of 32-bit numbers, rounded to nearest; it fits 32 bits.
  @inline(__always)
  private static func product(_ first: Int32, _ second: Int32, shift: Int64) -> Int32 {
    Int32(narrowing: (Int64(widening: first) *% Int64(widening: second)).roundedShift(right: shift))
  }

  /// Root of the power of a level, Q21, below 2²⁷.
  ///
  /// A full-scale sine has 10.6 octaves in a band of windows of 160 samples; 12 octaves and more are
  /// taken as just below 12.
  @inline(__always)
  private static func envelopeQ21(_ levelQ9: Int16) -> Int32 {
    // Half the octaves below that limit, in Q24.
    let belowQ24 = Int64(widening: 12 * 512 -% Int32(min(levelQ9, 12 * 512 - 1))) &<< 14
    return Int32(narrowing: Exp2.ofNegativeQ24(belowQ24).roundedShift(right: 3))
  }

  /// The spectrum of a window: all filters of a band one after the other, log2 of power in Q9.
  func finish(frames: Int, into levelsQ9: UnsafeMutablePointer<Int16>) {
    let countQ16 = Log2.q16(UInt64(widening: frames))
    for place in 0..<bands &* Self.filters {
      let energy = energies[place]
      guard energy > 0 else {
        levelsQ9[place] = Self.floorQ9
        continue
      }
      // Sums are in Q34, and v is over k, so that its square is over 2⁻².
      let octavesQ16 = Log2.q16(energy) -% countQ16 -% 36 &<< 16
      levelsQ9[place] = max(Int16(clamping: octavesQ16.roundedShift(right: 7)), Self.floorQ9)
    }
  }
}
