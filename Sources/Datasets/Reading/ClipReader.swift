import AudioFile
import Features

/// Reads clips as the device would hear them: one channel of Int16 samples, or log-mel frames.
public struct ClipReader: Sendable {
  /// Of multichannel recordings, counted from 1; nil accepts recordings of one channel only.
  public var channel: Int?
  /// In Hz; recordings at 2, 3, 4 or 6 times that rate are brought down to it. Nil accepts any rate.
  public var expectedRate: Int?
  /// Recordings with fewer samples are refused as too short.
  public var minimumSamples: Int
  /// Bands of feature files; nil accepts any number.
  public var expectedBands: Int?
  /// Feature files with fewer frames are refused as too short.
  public var minimumFrames: Int

  /// A reader with these demands on clips.
  public init(
    channel: Int? = nil, expectedRate: Int? = nil, minimumSamples: Int = 1,
    expectedBands: Int? = nil, minimumFrames: Int = 1
  ) {
    self.channel = channel
    self.expectedRate = expectedRate
    self.minimumSamples = minimumSamples
    self.expectedBands = expectedBands
    self.minimumFrames = minimumFrames
  }

  /// dB; the end of the device's log-mel format.
  private static let loudestDecibels = 192.0

  /// What a clip holds.
  public enum Contents: Sendable, Equatable {
    case sound(PCM)
    case logMel(LogMelFrames)
  }

  /// Reads a clip of either kind.
  public func read(_ clip: Clip) throws(DatasetError) -> Contents {
    switch clip.content {
    case .audio: .sound(try sound(clip))
    case .features: .logMel(try logMel(clip))
    }
  }

  /// Reads a recording.
  ///
  /// - Throws: `DatasetError.soundNeeded` for a clip of features.
  public func sound(_ clip: Clip) throws(DatasetError) -> PCM {
    guard clip.content == .audio else { throw .soundNeeded(clip.path) }
    do throws(AudioFileError) {
      return try AudioFile.read(
        clip.path, channel: channel, expectedRate: expectedRate, minimumSamples: minimumSamples)
    } catch {
      throw .audio(error)
    }
  }

  /// Reads a file of features, `frames × bands` in dB, and rounds them to the device's format.
  public func logMel(_ clip: Clip) throws(DatasetError) -> LogMelFrames {
    let (decibels, bands) = try decibels(clip)
    // Quieter values than the format has are a floor, and rounded to it.
    return LogMelFrames(values: decibels.map(LogMelQ9.fromDecibels), bands: bands)
  }

  /// Reads a file of features as it is, `frames × bands` in dB.
  public func decibels(_ clip: Clip) throws(DatasetError) -> (values: [Double], bands: Int) {
    let array: NumpyArray
    do throws(NumpyFileError) {
      array = try NumpyFile.read(clip.path)
    } catch {
      throw .numpy(error)
    }
    guard array.shape.count == 2, array.shape[1] > 0 else {
      throw .notFrames(clip.path, shape: array.shape)
    }
    let bands = array.shape[1]
    if let expectedBands, bands != expectedBands {
      throw .wrongBands(clip.path, found: bands, expected: expectedBands)
    }
    if array.shape[0] < minimumFrames {
      throw .tooFewFrames(clip.path, found: array.shape[0], minimum: minimumFrames)
    }
    let decibels: [Double]
    switch array.elements {
    case .float32, .float64: decibels = array.doubles
    default: throw .numpy(.unsupportedType(clip.path, found: "integers, where dB are floats"))
    }
    if let index = decibels.firstIndex(where: { !$0.isFinite }) {
      throw .featuresNotFinite(clip.path, frame: index / bands, band: index % bands)
    }
    // Louder values than the device's format has are something else than dB.
    if let index = decibels.firstIndex(where: { $0 > Self.loudestDecibels }) {
      throw .featuresTooLoud(
        clip.path, frame: index / bands, band: index % bands, found: decibels[index])
    }
    return (decibels, bands)
  }
}
