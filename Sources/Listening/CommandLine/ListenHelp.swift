import EdgeRuntime

/// The texts of the device program.
enum ListenHelp {
  static let overview: StaticString =
    "OVERVIEW: Listen to a machine, and say how abnormal it sounds: one JSON object a line.\n"

  static let usage: StaticString = """
    USAGE: edgeasd-listen --model <path> (--alsa <device> | <file.wav> | -) [<options>]
           edgeasd-listen --list

    """

  static let examples: StaticString = """

    EXAMPLES:
      edgeasd-listen --model fan.easd --alsa hw:CARD=UMIK,DEV=0
          a line a decision, until SIGTERM
      arecord -t raw -f S16_LE -r 16000 | edgeasd-listen --model fan.easd - --windows
          every window of what another program records

    """

  static let pointer: StaticString =
    "\n  See 'edgeasd-listen --help' for more information."

  static let options: StaticString = """

    SOURCES:
      --alsa <device>         Microphone, by its ALSA name; --list shows the names.
      <file.wav>              File of 16, 24 or 32 bits, or a pipe that carries one.
      -                       Samples on standard input: S16_LE, without a header.

    OPTIONS:
      --model <path>          Device model (.easd).
      --list                  Show the microphones.
      --channel <n>           Channel of several, counted from 1.
      --channels <n>          Channels on standard input. (default: 1)
      --rate <hz>             Samples a second on standard input. (default: the
                              model's)
      --windows               A line for each window too, not just for each decision.
      --retry-after <s>       First wait before a microphone that went away is opened
                              again; it grows fourfold. (default: 1)
      --duration <s>          Stop after so much sound (microphone: or time).
      --fail-on-anomaly       End with code 2 if a decision was an anomaly.
      --version               Show the version.
      -h, --help              Show help information.

    """

  static let exitCodes: StaticString = """

    EXIT CODES:
      0     success
      1     failure; the reason is on standard error
      2     an anomaly was found
      4     the model file cannot be used
      5     the audio device does not deliver
      64    the command line was not understood
    """
}

extension UsageFault {
  /// Appends what was not understood, and where to read more.
  func write(to text: inout TextBuffer) {
    text.append("Error: ")
    switch self {
    case .unknownOption(let word):
      text.append("Unknown option '")
      text.append(terminated: word)
      text.append("'")
      if let similar = ListenParameter.resembling(Word(word)) {
        text.append(". Did you mean '")
        text.append(similar.name)
        text.append("'?")
      }
    case .valueMissing(let parameter): parameter.write(to: &text, "Missing value for '")
    case .valueUnexpected(let parameter): parameter.write(to: &text, "No value is taken by '")
    case .valueRefused(let parameter, let word):
      text.append("The value '")
      text.append(terminated: word)
      parameter.write(to: &text, "' is invalid for '")
    case .modelMissing: text.append("Missing expected option '--model <path>'")
    case .sourceMissing: text.append("Missing source: '--alsa <device>', '<file.wav>' or '-'")
    case .severalSources: text.append("One source is heard, and several were given")
    case .notOfThisSource(let parameter):
      parameter.write(to: &text, "Only standard input ('-') needs to be told '")
    }
    text.append("\n")
    text.append(ListenHelp.usage)
    text.append("  See 'edgeasd-listen --help' for more information.")
  }
}

extension ListenParameter {
  fileprivate func write(to text: inout TextBuffer, _ fault: StaticString) {
    text.append(fault)
    text.append(name)
    text.append("'")
    if let allowed {
      text.append(", which takes ")
      text.append(allowed)
    }
  }
}
