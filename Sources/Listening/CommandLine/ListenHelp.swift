/// The texts of the device program, whose help page is edgeasd's in few words.
enum ListenHelp {
  static let version: StaticString = "edgeasd-listen 0.1.0"

  static let overview: StaticString =
    "OVERVIEW: Listen to a machine, and say how abnormal it sounds: one JSON object a line.\n\n"

  static let usage: StaticString = """
    USAGE: edgeasd-listen --model <path> (--alsa <device> | <file.wav> | -) [<options>]
           edgeasd-listen --list

    """

  static let examples: StaticString = """

    EXAMPLES:
      edgeasd-listen --model fan.easd --alsa hw:CARD=UMIK,DEV=0
          a line a decision, until SIGTERM
      edgeasd-listen --model fan.easd --alsa mic --calibrate h7.easc --duration 600
          ten minutes of normal sound put the threshold right for the site
      arecord -t raw -f S16_LE -r 16000 | edgeasd-listen --model fan.easd - --windows
          every window of what another program records


    """

  static let pointer: StaticString = "  See 'edgeasd-listen --help' for more information."

  static let options: StaticString = """

    OPTIONS:
      --model <path>       Device model (.easd).
      --calibration <path> Calibration of the site (.easc).
      --alsa <device>      Microphone, by its ALSA name.
      --list               Show the microphones.
      <file.wav>           File of 16, 24 or 32 bits, or a pipe that carries one.
      -                    Samples on standard input: S16_LE, no header.
      --id <name>          Machine, of a model that tells machines apart.
      --channel <n>        Channel of several, counted from 1.
      --channels <n>       Channels on standard input. (default: 1)
      --rate <hz>          Rate of standard input. (default: the model's)
      --windows            A line for each window too.
      --reuse              Compute only what is new of windows that overlap.
      --alarm-after <k>    Anomalies that raise an alarm, and quiet decisions that
                           clear it, (default: 10)
      --alarm-of <n>       of the last n decisions. (default: 16)
      --alarm-quiet <%>    What is quiet: below so much of the threshold.
                           (default: 90)
      --alarm-hold <s>     Sound between two changes at least. (default: 60)
      --retry-after <s>    First wait before a microphone that went away is opened
                           again; it grows fourfold. (default: 1)
      --duration <s>       Stop after so much sound (microphone: or time).
      --calibrate <path>   Make a calibration (.easc) of this normal sound.
      --threshold-percentile <%>
                           Of it, so many decisions below the threshold.
                           (default: 90)
      --false-alarms-per-week <n>
                           Of it, so many decisions a week that reach it.
      --fail-on-anomaly    End with code 2 if a decision was an anomaly.
      --version            Show the version.
      -h, --help           Show help information.

    """

  static let exitCodes: StaticString = """
    EXIT CODES:
      0 success, 1 failure, 2 an anomaly was found, 4 the model file cannot be used,
      5 the audio device does not deliver, 64 the command line was not understood
    """
}
