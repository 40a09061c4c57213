import EdgeRuntime

/// What listening has come to.
enum ListeningState: UInt8 {
  /// Sound is heard; there is no decision on it yet.
  case starting
  /// The last decision was below the threshold.
  case normal
  /// The last decision reached the threshold.
  case anomaly
  /// Sound was lost; there is no decision on what follows it yet.
  case gap
  /// There is nothing to hear with.
  case noMicrophone

  /// Appends it as the lines spell it.
  func write(to text: inout TextBuffer) {
    text.append(entry: rawValue, of: "starting|normal|anomaly|gap|no-microphone")
  }
}

/// Why the state changed.
enum StateReason: UInt8 {
  /// The first sound.
  case begin
  /// The device's buffer was full before it was read.
  case overrun
  /// The system slept.
  case suspended
  /// The device went away.
  case unplugged
  /// No device of this name is there.
  case absent
  /// Another program has it.
  case busy
  /// This program may not use it.
  case denied
  /// It runs, but no sound comes.
  case stalled
  /// It came back with formats or rates that are of no use.
  case unsuitable
  /// The system said something else.
  case failed

  /// Appends it as the lines spell it.
  func write(to text: inout TextBuffer) {
    text.append(
      entry: rawValue,
      of: "begin|overrun|suspended|unplugged|absent|busy|denied|stalled|unsuitable|failed")
  }
}
