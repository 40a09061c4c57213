/// What a log-mel front end is to be: everything its tables follow from.
public struct LogMelDesign: Sendable, Hashable {
  /// Hz, > 0.
  public var sampleRate: Int
  /// Samples of a frame and points of its transform, even; for the device a power of two from 128
  /// to 8192.
  public var frameLength: Int
  /// Samples from one frame's start to the next one's, ≥ 1.
  public var hop: Int
  /// 1…512.
  public var bands: Int
  /// Lower edge of the first band, Hz; 0 ≤ lowest < highest.
  public var lowestHz: Double
  /// Upper edge of the last band, Hz; at most half the sample rate.
  public var highestHz: Double
  /// On which the bands are equally wide.
  public var scale: MelScale
  /// What each band's weights are scaled to.
  public var normalization: MelNormalization
  /// What each band's weights follow.
  public var shape: BandShape
  /// Samples of the window, even, in the middle of the frame; the others count nothing. At most
  /// `frameLength`.
  public var windowLength: Int

  /// Defaults are librosa's: Slaney's scale and norm, from 0 to half the sample rate.
  public init(
    sampleRate: Int, frameLength: Int, hop: Int, bands: Int, lowestHz: Double = 0,
    highestHz: Double? = nil, scale: MelScale = .slaney,
    normalization: MelNormalization = .slaney, shape: BandShape = .triangle,
    windowLength: Int? = nil
  ) {
    self.shape = shape
    self.windowLength = windowLength ?? frameLength
    self.sampleRate = sampleRate
    self.frameLength = frameLength
    self.hop = hop
    self.bands = bands
    self.lowestHz = lowestHz
    self.highestHz = highestHz ?? Double(sampleRate) / 2
    self.scale = scale
    self.normalization = normalization
  }

  /// Refuses what no tables can be made for.
  public func check() throws(FeaturesError) {
    guard sampleRate > 0 else {
      throw .outOfRange("sample rate", "\(sampleRate) Hz", "above 0")
    }
    guard (2...65536).contains(frameLength), frameLength.isMultiple(of: 2) else {
      throw .outOfRange("frame length", "\(frameLength)", "even, 2…65536")
    }
    guard (2...frameLength).contains(windowLength), windowLength.isMultiple(of: 2) else {
      throw .outOfRange("window length", "\(windowLength)", "even, 2…\(frameLength)")
    }
    guard (1...1 << 20).contains(hop) else { throw .outOfRange("hop", "\(hop)", "1…1048576") }
    guard (1...512).contains(bands) else { throw .outOfRange("bands", "\(bands)", "1…512") }
    let edges = "\(lowestHz)…\(highestHz) Hz"
    guard lowestHz >= 0, lowestHz < highestHz, highestHz <= Double(sampleRate) / 2 else {
      throw .outOfRange("band edges", edges, "rising, within 0…\(sampleRate / 2) Hz")
    }
  }
}
