import EdgeRuntime

/// Why a command line was not understood.
enum UsageFault {
  case unknownOption(ListenOptions.Text)
  case valueMissing(ListenParameter)
  case valueUnexpected(ListenParameter)
  case valueRefused(ListenParameter, ListenOptions.Text)
  case modelMissing
  case sourceMissing
  case severalSources
  /// An option that only says something of samples on standard input.
  case notOfThisSource(ListenParameter)
  /// More decisions are to raise an alarm than it rests on.
  case alarmOfTooFew
  /// An option that only says something of a calibration that is made.
  case onlyToCalibrate(ListenParameter)
  /// A microphone is to be calibrated with, and nobody says for how long.
  case durationMissing
  /// Two rules for one threshold.
  case severalRules

  /// Appends what was not understood, and where to read more.
  func write(to text: inout TextBuffer) {
    text.append("Error: ")
    switch self {
    case .unknownOption(let word):
      text.append("Unknown option '%'", .text(word))
      if let similar = ListenParameter.resembling(Word(word)) {
        write(similar, after: ". Did you mean '", to: &text)
        text.append("?")
      }
    case .valueMissing(let parameter): write(parameter, after: "Missing value for '", to: &text)
    case .valueUnexpected(let parameter):
      write(parameter, after: "No value is taken by '", to: &text)
    case .notOfThisSource(let parameter):
      write(parameter, after: "Only standard input ('-') needs to be told '", to: &text)
    case .valueRefused(let parameter, let word):
      text.append("The value '%' is invalid for '", .text(word))
      write(parameter, after: "", to: &text)
      text.append(", which takes ")
      parameter.writeValues(to: &text)
    case .modelMissing: text.append("Missing expected option '--model <path>'")
    case .sourceMissing: text.append("Missing source: '--alsa <device>', '<file.wav>' or '-'")
    case .alarmOfTooFew:
      text.append("'--alarm-after' is at most the decisions of '--alarm-of'")
    case .onlyToCalibrate(let parameter):
      write(parameter, after: "Only '--calibrate' needs to be told '", to: &text)
    case .durationMissing:
      text.append("'--calibrate' with a microphone needs '--duration <s>'")
    case .severalRules:
      text.append("'--threshold-percentile' and '--false-alarms-per-week' exclude each other")
    case .severalSources: text.append("One source is heard, and several were given")
    }
    text.append("\n")
    text.append(ListenHelp.usage)
    text.append(ListenHelp.pointer)
  }

  @inline(never)
  private func write(
    _ parameter: ListenParameter, after words: StaticString, to text: inout TextBuffer
  ) {
    text.append(words)
    parameter.write(to: &text)
    text.append("'")
  }
}
