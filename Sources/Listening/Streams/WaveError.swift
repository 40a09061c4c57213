import EdgeRuntime

/// Why a file cannot be listened to.
enum WaveError: Error {
  /// Somebody asked to stop before there was a sample.
  case stopped
  /// The system did not give it; the error's negative number.
  case unreadable(Int32)
  /// It ends within its header.
  case tooShort
  /// It begins as no WAV file does.
  case notWave
  /// RIFX.
  case bigEndian
  /// Samples come before it is said what they are.
  case noFormat
  /// Its samples are no integers of 16, 24 or 32 bits.
  case encoding(tag: UInt32, bits: UInt32)
  /// Numbers that no file of sound can have.
  case impossible(channels: UInt32, rate: UInt32)
  /// Its header says that it holds no samples, yet bytes follow.
  case unfinished
  /// Several channels, and none was chosen.
  case channelNeeded(channels: Int)
  /// The chosen channel is not there.
  case noSuchChannel(Int, channels: Int)
  /// A rate that is no multiple of the model's.
  case wrongRate(Int, model: Int)
  /// The same of samples without a header, which no program can convert by name.
  case wrongStreamRate(Int, model: Int)

  /// Appends three lines: what happened, where, what to do.
  func write(to text: inout TextBuffer, path: ListenOptions.Text) {
    text.append(terminated: path)
    switch self {
    case .stopped, .unreadable, .tooShort, .notWave, .bigEndian, .noFormat, .unfinished:
      writeWhatIsNone(to: &text, path)
    case .encoding(let tag, let bits):
      text.append(
        " holds samples of another kind\n  found % bits of format %, understood are integers ",
        .number(Int64(bits)), .number(Int64(tag)))
      text.append("(format 1) of 16, 24 and 32 bits")
      text.append(Self.conversion, .quoted(path))
    case .impossible(let channels, let rate):
      text.append(
        " has a header that makes no sense\n  found % channels at % Hz, or blocks of another size",
        .number(Int64(channels)), .number(Int64(rate)))
      text.append(Self.conversion, .quoted(path))
    case .channelNeeded(let channels):
      text.append(
        """
         has % channels
          one is heard, and none was chosen
          choose it with --channel 1 … --channel %
        """, .number(channels), .number(channels))
    case .noSuchChannel(let channel, let channels):
      text.append(
        " has no channel %\n  found %, counted from 1\n  choose another one with --channel N",
        .number(channel), .number(channels))
    case .wrongRate(let rate, let model), .wrongStreamRate(let rate, let model):
      text.append(
        " has another sample rate\n  found % Hz, heard are % Hz, or 2, 3, 4 or 6 times that",
        .number(rate), .number(model))
      if case .wrongRate = self {
        text.append("\n  convert it with: sox % -r % converted.wav", .quoted(path), .number(model))
      } else {
        text.append("\n  record at % Hz, or convert it before it comes here", .number(model))
      }
    }
  }

  private static var conversion: StaticString {
    "\n  convert it with: ffmpeg -i % -c:a pcm_s16le converted.wav"
  }

  private func writeWhatIsNone(to text: inout TextBuffer, _ path: ListenOptions.Text) {
    switch self {
    case .unreadable(let error):
      text.append(
        " could not be read\n  %\n  give the name of a file that you may read", .error(error))
    case .tooShort:
      text.append(" is cut\n  it ends within its header\n  copy it again from where it was made")
    case .unfinished:
      text.append(
        """
         was never finished
          its header says that it holds no samples, yet bytes follow
          repair it with: sox --ignore-length % repaired.wav
        """, .quoted(path))
    default:
      text.append(" is no WAV file of a known kind\n  ")
      switch self {
      case .bigEndian: text.append("its samples have the most significant byte first (RIFX)")
      case .noFormat: text.append("its samples come before their format")
      default: text.append("its beginning was not understood")
      }
      text.append(Self.conversion, .quoted(path))
    }
  }
}
