import CommandLineInterface
import Listening
import ThresholdFitting

/// `edgeasd listen`: hears live, through the code of the device program `edgeasd-listen`.
struct ListenCommand: Command {
  private static let file = Parameter<String?>.optionalArgument(
    "file", .path,
    help: "WAV file of 16, 24 or 32 bits; - is standard input, S16_LE without a header.")
  private static let model = Parameter<String?>.option(
    "model", .path, help: "Device model (.easd).")
  private static let alsa = Parameter<String?>.option(
    "alsa", .path, valueName: "device",
    help: "Microphone, by its ALSA name; --list shows the names.")
  private static let list = Parameter.flag("list", help: "Show the microphones.")
  private static let channel = Parameter<Int?>.option(
    "channel", .integer(in: 1...64), valueName: "n", help: "Channel of several, counted from 1.")
  private static let channels = Parameter<Int?>.option(
    "channels", .integer(in: 1...64), valueName: "n",
    help: "Channels on standard input. (default: 1)")
  private static let rate = Parameter<Int?>.option(
    "rate", .integer(in: 1...1_000_000), valueName: "hz",
    help: "Samples a second on standard input. (default: the model's)")
  private static let windows = Parameter.flag(
    "windows", help: "A line for each window too, not just for each decision.")
  private static let reuse = Parameter.flag(
    "reuse", help: "Compute only what is new of windows that overlap.")
  private static let retryAfter = Parameter.option(
    "retry-after", .number(in: 0.001...3600), valueName: "seconds", default: 1,
    help: "First wait before a microphone that went away is opened again; it grows fourfold.")
  private static let duration = Parameter<Double?>.option(
    "duration", .number(in: 0.001...1_000_000_000), valueName: "seconds",
    help: "Stop after so much sound (microphone: or time).")
  private static let alarmAfter = Parameter.option(
    "alarm-after", .integer(in: 1...16), valueName: "k", default: 10,
    help:
      "Anomalies of the last --alarm-of decisions that raise an alarm; as many quiet ones clear it."
  )
  private static let alarmOf = Parameter.option(
    "alarm-of", .integer(in: 1...16), valueName: "n", default: 16,
    help: "Decisions that an alarm rests on.")
  private static let alarmQuiet = Parameter.option(
    "alarm-quiet", .integer(in: 1...100), valueName: "per cent", default: 90,
    help: "A decision is quiet below so much of the threshold.")
  private static let alarmHold = Parameter.option(
    "alarm-hold", .number(in: 0.001...86_400), valueName: "seconds", default: 60,
    help: "Sound between two changes of the alarm at least.")
  private static let calibrate = Parameter<String?>.option(
    "calibrate", .path, valueName: "file",
    help: "Make a calibration (.easc) of this sound, which is normal.")
  private static let failOnAnomaly = Parameter.flag(
    "fail-on-anomaly", help: "End with code 2 if a decision was an anomaly.")

  let specification = CommandSpecification(
    name: "listen", abstract: "Listen live, and say how abnormal it sounds.",
    discussion: """
      One JSON object a line, for each decision and each change of state or alarm, until the sound ends or \
      the program is asked to stop (SIGTERM, SIGINT). A microphone that goes away is waited for. \
      The device program edgeasd-listen takes the same words.
      """,
    parameters: [
      file, model, SiteOption.parameter, alsa, list, MachineID.parameter, channel, channels, rate,
      windows, reuse, alarmAfter,
      alarmOf, alarmQuiet, alarmHold, retryAfter, duration, calibrate,
      QuantizeOptions.thresholdPercentile, QuantizeOptions.falseAlarms, failOnAnomaly,
    ],
    examples: [
      .init(
        "edgeasd listen --model fan.easd --alsa hw:CARD=UMIK,DEV=0",
        "a line a decision, until SIGTERM"),
      .init("edgeasd listen --model fan.easd clip.wav --windows", "every window of a file"),
    ],
    exitCodes: [.anomalyFound, .badModelFile, .audioDevice])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let status =
      arguments[Self.list] ? listMicrophones(program: "edgeasd") : try listen(arguments)
    return ExitCode(rawValue: status.rawValue) ?? .failure
  }

  private func listen(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard let model = arguments[Self.model] else {
      throw UsageError("Missing expected option '--model <path>'", about: Self.model)
    }
    let device = arguments[Self.alsa]
    let file = arguments[Self.file]
    guard (device == nil) != (file == nil), let name = device ?? file else {
      throw UsageError("One source is heard: --alsa <device>, <file> or -")
    }
    let isInput = device == nil && name == "-"
    for (option, value) in [(Self.channels, "channels"), (Self.rate, "rate")]
    where arguments[option] != nil && !isInput {
      throw UsageError("Only standard input ('-') needs to be told '--\(value)'")
    }
    guard arguments[Self.alarmAfter] <= arguments[Self.alarmOf] else {
      throw UsageError(
        "'--alarm-after' is at most the decisions of '--alarm-of'", about: Self.alarmAfter)
    }
    let rule = try thresholdRule(arguments, isMicrophone: device != nil)
    return model.withCString { model in
      withCStrings(
        name, arguments[MachineID.parameter], arguments[SiteOption.parameter],
        arguments[Self.calibrate]
      ) { name, id, site, newSite in
        let source: ListenOptions.Source =
          device != nil ? .microphone(name) : isInput ? .standardInput : .file(name)
        var options = ListenOptions(program: "edgeasd", model: model, source: source)
        options.id = id
        options.calibration = site
        options.newCalibration = newSite
        options.thresholdRule = rule
        options.channel = arguments[Self.channel]
        options.channels = arguments[Self.channels] ?? 1
        options.rate = arguments[Self.rate]
        options.withWindows = arguments[Self.windows]
        options.reuses = arguments[Self.reuse]
        options.alarmCount = arguments[Self.alarmAfter]
        options.alarmDecisions = arguments[Self.alarmOf]
        options.alarmQuietPercent = arguments[Self.alarmQuiet]
        options.alarmHoldMilliseconds = Self.milliseconds(arguments[Self.alarmHold])
        options.retryAfterMilliseconds = Self.milliseconds(arguments[Self.retryAfter])
        options.durationMilliseconds = arguments[Self.duration].map(Self.milliseconds)
        options.failsOnAnomaly = arguments[Self.failOnAnomaly]
        return Listening.listen(options)
      }
    }
  }

  /// Where a calibration that is made of the sound puts the threshold.
  private func thresholdRule(
    _ arguments: ParsedArguments, isMicrophone: Bool
  ) throws -> ThresholdRule {
    if arguments[Self.calibrate] == nil {
      guard arguments[QuantizeOptions.thresholdPercentile] == nil else {
        throw UsageError("Only '--calibrate' needs to be told '--threshold-percentile'")
      }
      guard arguments[QuantizeOptions.falseAlarms] == nil else {
        throw UsageError("Only '--calibrate' needs to be told '--false-alarms-per-week'")
      }
    } else if isMicrophone, arguments[Self.duration] == nil {
      throw UsageError(
        "'--calibrate' with a microphone needs '--duration <seconds>'", about: Self.duration)
    }
    return try QuantizeOptions.thresholdRule(arguments)
  }

  private func withCStrings<Result>(
    _ name: String, _ id: String?, _ site: String?, _ newSite: String?,
    _ body: (
      UnsafePointer<CChar>, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?
    ) -> Result
  ) -> Result {
    func with(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
      text.map { $0.withCString { body($0) } } ?? body(nil)
    }
    return name.withCString { name in
      with(id) { id in with(site) { site in with(newSite) { body(name, id, site, $0) } } }
    }
  }

  private static func milliseconds(_ seconds: Double) -> Int64 {
    Int64((seconds * 1000).rounded())
  }
}
