import AtomicFile

/// Why a recording was refused. Every case names the file as the caller named it.
public enum AudioFileError: Error, Sendable, Equatable {
  case missing(String)
  case isDirectory(String)
  case permissionDenied(String)
  /// The system or the library would not open or read it.
  case unreadable(String, reason: String)
  /// It has no bytes.
  case empty(String)
  /// It is neither WAV nor FLAC, or its header is damaged beyond reading.
  case notAudio(String, reason: String)
  /// Sound, but not integers, floats or G.711 in WAV or FLAC.
  case unsupportedEncoding(String, found: String)
  /// Its header promises more than the file holds; both in frames (samples of one channel).
  case truncated(String, promised: Int, found: Int)
  /// Its header says that there are no samples, but bytes follow: a recorder was stopped before it
  /// could fill in the size.
  case unfinished(String, bytes: Int)
  /// Decoding failed after this many frames.
  case damaged(String, frame: Int, reason: String)
  case wrongRate(String, found: Int, expected: Int)
  /// Several channels, none chosen.
  case channelNeeded(String, channels: Int)
  case noSuchChannel(String, channel: Int, channels: Int)
  /// A NaN or an infinity; the frame counts from 0.
  case notFinite(String, frame: Int, value: Double)
  /// A floating-point sample far beyond ±1: its full scale is another one.
  case otherScale(String, frame: Int, value: Double)
  case tooShort(String, found: Int, minimum: Int, rate: Int)
  /// A sound of this many samples at this rate has no place in a WAV file.
  case exceedsWave(String, samples: Int, rate: Int)
  case unwritable(AtomicFileError)
}

extension AudioFileError: CustomStringConvertible {
  /// Three lines: what happened, what was found, what to do.
  public var description: String {
    if case .unwritable(let error) = self { return error.description }
    let (what, found, remedy) = lines
    return "\(what)\n  \(found)\n  \(remedy)"
  }

  /// The file as the caller named it.
  public var path: String {
    switch self {
    case .missing(let path), .isDirectory(let path), .permissionDenied(let path),
      .unreadable(let path, _), .empty(let path), .notAudio(let path, _),
      .unsupportedEncoding(let path, _), .truncated(let path, _, _), .damaged(let path, _, _),
      .wrongRate(let path, _, _), .channelNeeded(let path, _), .noSuchChannel(let path, _, _),
      .notFinite(let path, _, _), .otherScale(let path, _, _), .tooShort(let path, _, _, _),
      .exceedsWave(let path, _, _),
      .unfinished(let path, _):
      path
    case .unwritable(let error):
      error.path
    }
  }

  private var lines: (what: String, found: String, remedy: String) {
    switch self {
    case .missing(let path):
      ("\(path) cannot be read", "there is no such file", "check the name and the folder")
    case .isDirectory(let path):
      ("\(path) cannot be read", "it is a folder, not a recording", "name the files in it")
    case .permissionDenied(let path):
      (
        "\(path) cannot be read", "reading it is not permitted",
        "allow it with: chmod +r \(shellQuoted(path))"
      )
    case .unreadable(let path, let reason):
      ("\(path) cannot be read", reason, "check the file and the disk it is on")
    case .empty(let path):
      ("\(path) is empty", "found 0 bytes", "record or copy it again")
    case .notAudio(let path, let reason):
      (
        "\(path) is not a WAV or FLAC recording", reason,
        "convert it with: \(conversion(path, "-c:a pcm_s16le"))"
      )
    case .unsupportedEncoding(let path, let found):
      (
        "\(path) is stored in a way that is not read",
        "found \(found); readable are WAV and FLAC with integers of 8 to 32 bits, floats or G.711",
        "convert it with: \(conversion(path, "-c:a pcm_s16le"))"
      )
    default: contentLines
    }
  }

  private var contentLines: (what: String, found: String, remedy: String) {
    switch self {
    case .truncated(let path, let promised, let found):
      (
        "\(path) is cut off",
        "its header promises \(promised) samples a channel, the file holds \(found)",
        "copy it again from where it came from, or leave it out"
      )
    case .unfinished(let path, let bytes):
      (
        "\(path) was never finished",
        "its header says that it holds no samples, yet \(bytes) bytes follow",
        "repair it with: sox --ignore-length \(shellQuoted(path)) "
          + shellQuoted(renamed(path, suffix: "_repaired"))
      )
    case .damaged(let path, let frame, let reason):
      (
        "\(path) is damaged", "decoding failed after \(frame) samples: \(reason)",
        "copy it again from where it came from, or leave it out"
      )
    case .wrongRate(let path, let found, let expected):
      (
        "\(path) has another sample rate",
        "found \(found) Hz, expected \(expected) Hz, or 2, 3, 4 or 6 times that",
        "convert it with: \(resampling(path, to: expected))"
      )
    case .channelNeeded(let path, let channels):
      (
        "\(path) has \(channels) channels",
        "one is heard, and none was chosen",
        "choose it with --channel 1 … --channel \(channels)"
      )
    case .noSuchChannel(let path, let channel, let channels):
      (
        "\(path) has no channel \(channel)",
        "found \(channels == 1 ? "1 channel" : "\(channels) channels"), counted from 1",
        "choose another one with --channel N"
      )
    case .notFinite(let path, let frame, let value):
      (
        "\(path) holds a sample that is no number",
        "found \(value) at sample \(frame)",
        "export it again as 16-bit PCM, or leave it out"
      )
    case .otherScale(let path, let frame, let value):
      (
        "\(path) is not scaled as floating-point sound is",
        "found \(value) at sample \(frame), where full scale is ±1 and peaks stay below ±8",
        "divide its samples by their full scale (32768 of 16 bits), or export it as 16-bit PCM"
      )
    case .tooShort(let path, let found, let minimum, let rate):
      (
        "\(path) is too short",
        "found \(duration(found, rate)), needed are \(duration(minimum, rate))",
        "record for longer, or leave it out"
      )
    case .exceedsWave(let path, let samples, let rate):
      (
        "\(path) cannot be written", "a WAV file holds no \(samples) samples at \(rate) Hz",
        "write several shorter files"
      )
    default: ("\(path) was refused", "no more is known", "look at the file")
    }
  }
}

private func duration(_ frames: Int, _ rate: Int) -> String {
  let milliseconds = Int((Double(frames) * 1000 / Double(max(rate, 1))).rounded())
  return "\(frames) samples (\(milliseconds) ms)"
}
