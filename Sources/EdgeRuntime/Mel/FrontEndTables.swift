/// The tables of a fixed-point log-mel front end, wherever they lie: in a model file read in place
/// or in the workstation's arrays. It borrows the memory; the owner keeps it alive and unchanged.
public struct FrontEndTables {
  /// Hz.
  public let sampleRate: Int
  /// Samples of a frame and points of its FFT; see `RealFFT.supports`.
  public let frameLength: Int
  /// Samples from one frame's start to the next one's, ≥ 1; may exceed the frame.
  public let hop: Int
  /// `frameLength` values, Q31.
  public let windowQ31: UnsafePointer<Int32>
  /// `RealFFT.twiddleCount(length: frameLength)` values, Q30, in the order `RealFFT` tells.
  public let twiddlesQ30: UnsafePointer<Int32>
  /// The mel bank, lowest band first.
  public let bands: UnsafePointer<MelBand>
  /// Values of a frame.
  public let bandCount: Int
  /// Mantissas of all bands, one after the other.
  public let melWeights: UnsafePointer<UInt16>
  /// Mantissas in `melWeights`.
  public let melWeightCount: Int
  /// What turns log2 of the integer energy, after the band's exponent and the frame's, into log2 of
  /// the mel power of samples in -1 ..< 1. Q9.
  public let offsetQ9: Int32
  /// Lowest value that a band takes, Q9 log2 units.
  public let floorQ9: Int16

  /// A view of tables as they are; nothing is read until `check()`.
  public init(
    sampleRate: Int, frameLength: Int, hop: Int, windowQ31: UnsafePointer<Int32>,
    twiddlesQ30: UnsafePointer<Int32>, bands: UnsafePointer<MelBand>, bandCount: Int,
    melWeights: UnsafePointer<UInt16>, melWeightCount: Int, offsetQ9: Int32, floorQ9: Int16
  ) {
    self.sampleRate = sampleRate
    self.frameLength = frameLength
    self.hop = hop
    self.windowQ31 = windowQ31
    self.twiddlesQ30 = twiddlesQ30
    self.bands = bands
    self.bandCount = bandCount
    self.melWeights = melWeights
    self.melWeightCount = melWeightCount
    self.offsetQ9 = offsetQ9
    self.floorQ9 = floorQ9
  }
}
