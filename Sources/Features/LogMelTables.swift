import EdgeRuntime

/// Tables of the fixed-point log-mel as values: what `EdgeRuntime.FrontEndTables` is a view of,
/// and what a model file carries.
public struct LogMelTables: Sendable, Equatable {
  /// Hz.
  public var sampleRate: Int
  /// Samples of a frame and points of its transform.
  public var frameLength: Int
  /// Samples from one frame's start to the next one's.
  public var hop: Int
  /// `frameLength` values, Q31.
  public var windowQ31: [Int32]
  /// Factors as `EdgeRuntime.RealFFT` wants them, Q30.
  public var twiddlesQ30: [Int32]
  /// The mel bank, lowest band first.
  public var bands: [MelBand]
  /// Mantissas of all bands, one after the other.
  public var melWeights: [UInt16]
  /// What turns log2 of the integer energy, after the band's exponent and the frame's, into log2
  /// of the mel power of samples in -1 ..< 1. Q9.
  public var offsetQ9: Int32
  /// Lowest value a band takes, Q9 log2 units.
  public var floorQ9: Int16

  /// Tables as they are; `FrontEndTables.check` judges them.
  public init(
    sampleRate: Int, frameLength: Int, hop: Int, windowQ31: [Int32], twiddlesQ30: [Int32],
    bands: [MelBand], melWeights: [UInt16], offsetQ9: Int32, floorQ9: Int16
  ) {
    self.sampleRate = sampleRate
    self.frameLength = frameLength
    self.hop = hop
    self.windowQ31 = windowQ31
    self.twiddlesQ30 = twiddlesQ30
    self.bands = bands
    self.melWeights = melWeights
    self.offsetQ9 = offsetQ9
    self.floorQ9 = floorQ9
  }

  /// Calls `body` with a view of the tables that is valid until it returns.
  public func withFrontEndTables<Result>(
    _ body: (FrontEndTables) throws -> Result
  ) rethrows -> Result {
    try windowQ31.withUnsafeBufferPointer { window in
      try twiddlesQ30.withUnsafeBufferPointer { twiddles in
        try bands.withUnsafeBufferPointer { bands in
          try melWeights.withUnsafeBufferPointer { weights in
            try body(view(window, twiddles, bands, weights))
          }
        }
      }
    }
  }

  private func view(
    _ window: UnsafeBufferPointer<Int32>, _ twiddles: UnsafeBufferPointer<Int32>,
    _ bands: UnsafeBufferPointer<MelBand>, _ weights: UnsafeBufferPointer<UInt16>
  ) -> FrontEndTables {
    guard let window = window.baseAddress, let twiddles = twiddles.baseAddress,
      let bands = bands.baseAddress, let weightsStart = weights.baseAddress
    else { preconditionFailure("a table of the front end is empty") }
    return FrontEndTables(
      sampleRate: sampleRate, frameLength: frameLength, hop: hop, windowQ31: window,
      twiddlesQ30: twiddles, bands: bands, bandCount: self.bands.count, melWeights: weightsStart,
      melWeightCount: weights.count, offsetQ9: offsetQ9, floorQ9: floorQ9)
  }
}
