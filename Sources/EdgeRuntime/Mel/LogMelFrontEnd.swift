/// Int16 samples in, frames of log-mel out: window, block exponent, 32-bit transform, power, mel
/// bank, log2, all in integers and without allocation.
///
/// A frame has one Int16 a band, Q9 log2 units: `value / 512 = log2(mel power)` of samples in
/// -1 ..< 1, so that one unit is .00588 dB. Frame k covers samples k·hop ..< k·hop + frameLength,
/// and its bits depend on nothing else: neither on how the samples were dealt out to the calls nor
/// on the processor.
public struct LogMelFrontEnd {
  /// The tables it works with.
  public let tables: FrontEndTables
  private var framer: Framer
  private let window: FrameWindow
  private let transform: RealFFT
  private let scratch: UnsafeMutableRawPointer

  /// Bytes of the memory that keeps samples from one call to the next.
  public static func historyBytes(frameLength: Int) -> Int { 2 * frameLength }

  /// Bytes of the memory that is in use only while a frame is computed.
  public static func scratchBytes(frameLength: Int) -> Int { 2 * bufferBytes(frameLength) }

  /// One of the two buffers of the transform: `frameLength / 2` complex numbers, or one more power.
  private static func bufferBytes(_ frameLength: Int) -> Int { 4 * frameLength + 16 }

  /// A front end at the start of a stream. The memory is the caller's and must outlive it.
  ///
  /// - Parameters:
  ///   - tables: tables that have passed `FrontEndTables.check()`.
  ///   - history: `historyBytes` long, aligned to 2, nobody else's until `reset()`.
  ///   - scratch: `scratchBytes` long, aligned to 16; between calls others may use it.
  public init(
    tables: FrontEndTables, history: UnsafeMutablePointer<Int16>, scratch: UnsafeMutableRawPointer
  ) {
    self.tables = tables
    framer = Framer(memory: history, frameLength: tables.frameLength, hop: tables.hop)
    window = FrameWindow(length: tables.frameLength, windowQ31: tables.windowQ31)
    transform = RealFFT(length: tables.frameLength, twiddlesQ30: tables.twiddlesQ30)
    self.scratch = scratch
  }

  /// Takes samples from `position` on until a frame is complete or they are used up.
  ///
  /// - Parameters:
  ///   - samples: any number, also none.
  ///   - position: where to start; afterwards the first sample not yet taken.
  ///   - frame: room for `tables.bandCount` values, written where the result is true.
  /// - Returns: whether a frame was completed. Call again until it is false.
  public mutating func nextFrame(
    in samples: Span<Int16>, from position: inout Int, into frame: UnsafeMutablePointer<Int16>
  ) -> Bool {
    guard framer.fill(from: samples, position: &position) else { return false }
    logMel(of: framer.frame, into: frame)
    framer.advance()
    return true
  }

  /// Takes all samples and emits every frame they complete; `frame` is as in `nextFrame`, and what
  /// `emit` is given is a view of it.
  public mutating func process(
    _ samples: Span<Int16>, into frame: UnsafeMutablePointer<Int16>,
    _ emit: (Span<Int16>) -> Void
  ) {
    var position = 0
    while nextFrame(in: samples, from: &position, into: frame) {
      emit(Span(_unsafeStart: UnsafePointer(frame), count: tables.bandCount))
    }
  }

  /// Starts a new stream: after a gap no frame may span it.
  public mutating func reset() { framer.reset() }

  /// Log-mel of one frame of `tables.frameLength` samples.
  func logMel(of samples: UnsafePointer<Int16>, into frame: UnsafeMutablePointer<Int16>) {
    let bytes = Self.bufferBytes(tables.frameLength)
    let first = ComplexBuffer(scratch, count: transform.half)
    let second = ComplexBuffer(scratch + bytes, count: transform.half)
    let shift = window.apply(to: samples, first)
    let spectrum = transform.transform(first, scratch: second)
    let free = spectrum.re == first.re ? scratch + bytes : scratch
    let power = free.bindMemory(to: UInt64.self, capacity: transform.half &+ 1)
    powerSpectrum(of: spectrum, half: transform.half, into: power)
    for index in 0..<tables.bandCount {
      frame[index] = level(of: tables.bands[index], power, shift: shift)
    }
  }

  /// Level of a band in a frame that was shifted left by `shift`.
  private func level(of band: MelBand, _ power: UnsafePointer<UInt64>, shift: Int32) -> Int16 {
    let energy = MelEnergy(
      powers: power + Int(band.firstBin), mantissas: tables.melWeights + Int(band.firstWeight),
      count: Int(band.binCount))
    guard let log2Q16 = energy.log2Q16 else { return tables.floorQ9 }
    // |log2| ≤ 96, |exponent| ≤ 96, shift ≤ 15, |offset| ≤ 2¹⁶: far inside Int32.
    let exponent = band.exponent +% 2 *% shift
    let levelQ9 = log2Q16.roundedShift(right: 7) -% exponent &<< 9 +% tables.offsetQ9
    return max(Int16(clamping: levelQ9), tables.floorQ9)
  }
}
