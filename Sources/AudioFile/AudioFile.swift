import CSndfile

/// Recordings in WAV (RF64 and RIFX too) and FLAC files, through libsndfile.
///
/// Channels count from 1. A file with one channel needs no choice; a file with several is refused
/// without one, since a mixture of microphones is a sound that no microphone heard.
public enum AudioFile {
  /// Reads one channel of a whole recording.
  ///
  /// 16-bit samples arrive bit for bit; 8-bit ones and G.711 are scaled up; 24 and 32 bits and
  /// floats are rounded to nearest, halves upwards, and saturated.
  ///
  /// - Parameters:
  ///   - channel: counted from 1; nil accepts files of one channel only.
  ///   - expectedRate: in Hz; a recording at 2, 3, 4 or 6 times that rate is brought down to it as
  ///     the device does. Nil accepts any rate and leaves it.
  ///   - minimumSamples: a recording with fewer, at the expected rate, is refused as too short.
  public static func read(
    _ path: String, channel: Int? = nil, expectedRate: Int? = nil, minimumSamples: Int = 1
  ) throws(AudioFileError) -> PCM {
    let file = try OpenAudioFile(path)
    let header = file.header
    let rate = expectedRate ?? header.rate
    guard let factor = decimation(from: header.rate, to: rate) else {
      throw .wrongRate(path, found: header.rate, expected: rate)
    }
    let index = try choose(channel, of: header.channels, path)
    var samples = try file.samples(ofChannel: index)
    if factor > 1 { samples = decimated(samples, by: factor) }
    if samples.count < minimumSamples {
      throw .tooShort(path, found: samples.count, minimum: minimumSamples, rate: rate)
    }
    return PCM(samples: samples, rate: rate)
  }

  /// Reads the header only, and finds out whether a WAV file is as long as it says.
  ///
  /// - Parameter channel: counted from 1; a file without it is refused. Nil accepts any number.
  public static func header(
    _ path: String, channel: Int? = nil
  ) throws(AudioFileError) -> AudioHeader {
    let header = try OpenAudioFile(path).header
    if let channel { _ = try choose(channel, of: header.channels, path) }
    return header
  }

  /// Index from 0 of the chosen channel.
  static func choose(
    _ channel: Int?, of channels: Int, _ path: String
  ) throws(AudioFileError) -> Int {
    guard let channel else {
      guard channels == 1 else { throw .channelNeeded(path, channels: channels) }
      return 0
    }
    guard (1...channels).contains(channel) else {
      throw .noSuchChannel(path, channel: channel, channels: channels)
    }
    return channel - 1
  }
}
