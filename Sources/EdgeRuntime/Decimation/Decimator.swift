/// Brings sound at 2, 3, 4 or 6 times a model's rate down to that rate: 48 and 32 kHz to 16 kHz.
///
/// A symmetric FIR filter in fixed point, of which only every `factor`-th output is computed. Its
/// response is flat within .001 dB up to .85 of the output's Nyquist frequency and below -85 dB
/// from that frequency on, so that nothing is heard at a pitch that it did not have. Outputs are
/// rounded to nearest and stop at the ends of Int16; the same samples give the same outputs however
/// they are cut into chunks, with silence before the first one.
///
/// Output k comes with input `factor · (k + 1) - 1` and tells of the sound around input
/// `factor · (k - 35)`.
public struct Decimator {
  /// Input samples an output sample.
  public let factor: Int
  /// Half the room of the caller's memory: what the next output needs, and what moves at once.
  private let span: Int
  /// Points of the prototype from one tap to the next.
  private let stride: Int
  /// The newest `span - 1` samples that the next outputs need, then those that came since.
  private let memory: UnsafeMutablePointer<Int16>
  /// Samples in the memory.
  private var filled = 0
  /// Samples of the current group of `factor` that are there.
  private var groupFilled = 0

  /// The prototype's points an output sample, a multiple of every factor.
  static let steps = 12
  /// Output samples between the centre of the response and its ends.
  static let reach = 36

  /// Whether a rate of `factor` times the output's can be brought down.
  public static func supports(factor: Int) -> Bool {
    factor == 2 || factor == 3 || factor == 4 || factor == 6
  }

  /// Samples of memory that a decimator needs.
  public static func memoryCount(factor: Int) -> Int { 4 &* reach &* factor }

  /// Starts with silence before the first sample.
  ///
  /// - Parameters:
  ///   - factor: 2, 3, 4 or 6.
  ///   - memory: `memoryCount(factor:)` samples, the caller's, for as long as this is used.
  public init(factor: Int, memory: UnsafeMutablePointer<Int16>) {
    precondition(Self.supports(factor: factor), "decimation by another factor than 2, 3, 4 or 6")
    self.factor = factor
    self.memory = memory
    span = 2 &* Self.reach &* factor
    stride = Self.steps / factor
    reset()
  }

  /// Takes samples, and writes one output for each group of `factor` that they complete.
  ///
  /// - Parameter output: room for `samples.count / factor + 1` samples.
  /// - Returns: the number of samples written.
  public mutating func process(
    _ samples: Span<Int16>, into output: UnsafeMutablePointer<Int16>
  ) -> Int {
    var written = 0
    for index in samples.indices {
      memory[filled] = samples[index]
      filled &+= 1
      groupFilled &+= 1
      guard groupFilled == factor else { continue }
      groupFilled = 0
      output[written] = newestOutput()
      written &+= 1
      if filled == 2 &* span { discardOldest() }
    }
    return written
  }

  /// Forgets what was heard, as after a gap: silence again before the next sample.
  public mutating func reset() {
    memory.update(repeating: 0, count: span)
    filled = span
    groupFilled = 0
  }

  /// Keeps what the next outputs need. Both halves of the memory are whole groups.
  private mutating func discardOldest() {
    memory.update(from: memory + span, count: span)
    filled = span
  }

  /// The filter's output at the newest `span - 1` samples.
  private func newestOutput() -> Int16 {
    let centre = memory + (filled &- Self.reach &* factor)
    // |sum| < 2⁵¹: samples reach 2¹⁵, and the magnitudes of the response sum to 2.2 · factor · 2³⁰.
    var sum = product(Int32(centre[0]), decimationPrototype[0])
    var point = stride
    for distance in 1..<(Self.reach &* factor) {
      let pair = Int32(centre[-distance]) +% Int32(centre[distance])
      sum = sum +% product(pair, decimationPrototype[point])
      point +%= stride
    }
    // The sum's unit is 2⁻³⁰ / factor; 2¹⁸ of them are less than 2⁻¹² of an output's step.
    let scaled = (sum &>> 18) *% reciprocalQ30
    let rounded = scaled.roundedShift(right: 42)
    return Int16(narrowing: max(-32768, min(32767, rounded)))
  }

  /// 1 / factor.
  private var reciprocalQ30: Int64 {
    switch factor {
    case 2: 536_870_912
    case 3: 357_913_941
    case 4: 268_435_456
    default: 178_956_971
    }
  }

  @inline(__always)
  private func product(_ left: Int32, _ right: Int32) -> Int64 {
    Int64(widening: left) *% Int64(widening: right)
  }
}
