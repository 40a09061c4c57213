/// What listening has come to.
enum ListeningState {
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

  /// As the lines spell it.
  var name: StaticString {
    switch self {
    case .starting: "starting"
    case .normal: "normal"
    case .anomaly: "anomaly"
    case .gap: "gap"
    case .noMicrophone: "no-microphone"
    }
  }
}

/// Why the state changed.
enum StateReason {
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

  /// As the lines spell it.
  var name: StaticString {
    switch self {
    case .begin: "begin"
    case .overrun: "overrun"
    case .suspended: "suspended"
    case .unplugged: "unplugged"
    case .absent: "absent"
    case .busy: "busy"
    case .denied: "denied"
    case .stalled: "stalled"
    case .unsuitable: "unsuitable"
    case .failed: "failed"
    }
  }
}
