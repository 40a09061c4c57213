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
  case impossible(channels: UInt32, frameBytes: UInt32, rate: UInt32)
  /// Its header says that it holds no samples, yet bytes follow.
  case unfinished
  /// Several channels, and none was chosen.
  case channelNeeded(channels: Int)
  /// The chosen channel is not there.
  case noSuchChannel(Int, channels: Int)
  /// A rate that is no multiple of the model's.
  case wrongRate(Int, model: Int)

  /// Appends three lines: what happened, where, what to do.
  func write(to text: inout TextBuffer, path: ListenOptions.Text) {
    text.append(terminated: path)
    text.append(what)
    text.append("\n  ")
    writeWhere(to: &text)
    text.append("\n  ")
    writeRemedy(to: &text, path)
  }

  private var what: StaticString {
    switch self {
    case .stopped, .unreadable: " could not be read"
    case .tooShort, .notWave, .noFormat: " is no WAV file"
    case .bigEndian, .encoding: " holds samples of another kind"
    case .impossible: " has a header that makes no sense"
    case .unfinished: " was never finished"
    case .channelNeeded: " has several channels"
    case .noSuchChannel: " does not have the channel"
    case .wrongRate: " has another sample rate"
    }
  }

  private func writeWhere(to text: inout TextBuffer) {
    switch self {
    case .stopped: text.append("it was interrupted")
    case .unreadable(let error): text.append(systemError: error)
    case .tooShort: text.append("it ends within its header")
    case .notWave: text.append("its beginning was not understood")
    case .bigEndian: text.append("its samples have the most significant byte first (RIFX)")
    case .noFormat: text.append("its samples come before their format")
    case .unfinished: text.append("its header says that it holds no samples, yet bytes follow")
    case .encoding(let tag, let bits):
      text.append("found ", bits, " bits of format ", tag)
      text.append(", understood are integers (format 1) of 16, 24 and 32 bits")
    case .impossible(let channels, let frameBytes, let rate):
      text.append("found ", channels, " channels in ", frameBytes)
      text.append(" bytes at ", rate, " Hz, of at most ", UInt32(SampleLayout.mostChannels))
    case .channelNeeded(let channels):
      text.append("found ", UInt32(channels), ", one is heard, and none was chosen", nil)
    case .noSuchChannel(let channel, let channels):
      text.append("asked for ", UInt32(clamping: channel), ", found ", UInt32(channels))
    case .wrongRate(let rate, let model):
      text.append("found ", UInt32(rate), " Hz, the model hears ", UInt32(model))
      text.append(" Hz, or 2, 3, 4 or 6 times that")
    }
  }

  private func writeRemedy(to text: inout TextBuffer, _ path: ListenOptions.Text) {
    switch self {
    case .stopped, .unreadable: text.append("give the name of a file that you may read")
    case .tooShort: text.append("copy it again from where it came from")
    case .unfinished:
      text.append("repair it with: sox --ignore-length ")
      text.append(quoted: path)
      text.append(" repaired.wav")
    case .channelNeeded(let channels):
      text.append("choose it with --channel 1 … --channel ", UInt32(channels))
    case .noSuchChannel: text.append("choose another one with --channel N")
    case .wrongRate(_, let model):
      text.append("convert it with: sox ")
      text.append(quoted: path)
      text.append(" -r ", UInt32(model), " converted.wav  (or ffmpeg: -ar)", nil)
    default:
      text.append("convert it with: ffmpeg -i ")
      text.append(quoted: path)
      text.append(" -c:a pcm_s16le converted.wav")
    }
  }
}

extension TextBuffer {
  fileprivate mutating func append(
    _ first: StaticString, _ number: UInt32, _ second: StaticString = "", _ other: UInt32? = nil
  ) {
    append(first)
    append(decimal: Int64(number))
    append(second)
    if let other { append(decimal: Int64(other)) }
  }

  /// Appends a path as a word that a POSIX shell reads as exactly these bytes.
  mutating func append(quoted path: ListenOptions.Text) {
    append("'")
    var index = 0
    while path[index] != 0 {
      let byte = UInt8(bitPattern: path[index])
      if byte == UInt8(ascii: "'") { append("'\\'") }
      append(byte: byte)
      index &+= 1
    }
    append("'")
  }
}
