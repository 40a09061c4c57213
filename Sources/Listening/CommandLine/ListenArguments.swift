import CSystemCalls
import ThresholdFitting

/// The words of the device program's command line, as far as they are understood.
struct ListenArguments {
  /// What to listen to, where nothing else was asked for and there is no fault.
  private(set) var options: ListenOptions
  /// What was not understood first.
  private(set) var fault: UsageFault?
  /// Parameters that were given, a bit each, by their raw values.
  private var given: UInt32 = 0
  private var hasSource = false

  /// Reads the words after the program's name.
  init(
    program: StaticString, _ words: UnsafePointer<UnsafeMutablePointer<CChar>?>, count: Int
  ) {
    // The model is the first thing that is missed.
    options = ListenOptions(
      program: program, model: system_standard_input_name(), source: .standardInput)
    /// The option whose value comes next.
    var waiting: ListenParameter?
    for index in 0..<count {
      guard let text = words[index] else { continue }
      let word = Word(text)
      // Help wins wherever it stands.
      if word.isEqual(to: "--help") || word.isEqual(to: "-h") {
        note(.help)
      } else if fault == nil {
        waiting = take(text, word, as: waiting)
      }
    }
    if fault == nil { fault = waiting.map { .valueMissing($0) } ?? incompleteness }
  }

  /// Whether a parameter was given.
  func has(_ parameter: ListenParameter) -> Bool {
    given & (1 &<< UInt32(parameter.rawValue)) != 0
  }

  private mutating func note(_ parameter: ListenParameter) {
    given |= 1 &<< UInt32(parameter.rawValue)
  }

  private var incompleteness: UsageFault? {
    if has(.help) || has(.version) || has(.list) { return nil }
    if !has(.model) { return .modelMissing }
    if !hasSource { return .sourceMissing }
    if options.alarmCount > options.alarmDecisions { return .alarmOfTooFew }
    if let fault = calibrationFault { return fault }
    if case .standardInput = options.source { return nil }
    if has(.rate) { return .notOfThisSource(.rate) }
    return has(.channels) ? .notOfThisSource(.channels) : nil
  }

  /// What is wrong with what was said of a new calibration.
  private var calibrationFault: UsageFault? {
    let hasBoth = has(.thresholdPercentile) && has(.falseAlarms)
    if hasBoth { return .severalRules }
    guard has(.calibrate) else {
      if has(.thresholdPercentile) { return .onlyToCalibrate(.thresholdPercentile) }
      return has(.falseAlarms) ? .onlyToCalibrate(.falseAlarms) : nil
    }
    // A microphone has no end, and who breaks listening off may not want what was heard so far.
    return options.source.isMicrophone && !has(.duration) ? .durationMissing : nil
  }

  /// Takes a word, the value of `waiting` if that waits for one; returns the option whose value has
  /// to follow.
  private mutating func take(
    _ text: ListenOptions.Text, _ word: Word, as waiting: ListenParameter?
  ) -> ListenParameter? {
    if let waiting {
      set(waiting, text)
      return nil
    }
    guard word.isOption else {
      setSource(word.isEqual(to: "-") ? .standardInput : .file(text))
      return nil
    }
    let (name, value) = word.parts
    guard let parameter = ListenParameter(name) else {
      fault = .unknownOption(text)
      return nil
    }
    if parameter.takesValue {
      guard let value else { return parameter }
      set(parameter, value)
    } else {
      if value != nil { fault = .valueUnexpected(parameter) }
      note(parameter)
      if parameter == .windows { options.withWindows = true }
      if parameter == .reuse { options.reuses = true }
      if parameter == .failOnAnomaly { options.failsOnAnomaly = true }
    }
    return nil
  }

  @inline(never)
  private mutating func set(_ parameter: ListenParameter, _ value: ListenOptions.Text) {
    note(parameter)
    let word = Word(value)
    var isUnderstood = word.count > 0
    if parameter == .model {
      options.model = value
    } else if parameter == .calibration {
      options.calibration = value
    } else if parameter == .calibrate {
      options.newCalibration = value
    } else if parameter == .alsa {
      setSource(.microphone(value))
    } else if parameter == .id {
      options.id = value
    } else {
      let number =
        word.number(decimals: parameter.decimals, atMost: parameter.largest) ?? 0
      isUnderstood = number >= parameter.smallest
      set(parameter, number)
    }
    if !isUnderstood { fault = .valueRefused(parameter, value) }
  }

  private mutating func set(_ parameter: ListenParameter, _ number: Int64) {
    switch parameter {
    case .channel: options.channel = Int(truncatingIfNeeded: number)
    case .channels: options.channels = Int(truncatingIfNeeded: number)
    case .rate: options.rate = Int(truncatingIfNeeded: number)
    case .alarmAfter: options.alarmCount = Int(truncatingIfNeeded: number)
    case .alarmOf: options.alarmDecisions = Int(truncatingIfNeeded: number)
    case .alarmQuiet: options.alarmQuietPercent = Int(truncatingIfNeeded: number)
    case .alarmHold: options.alarmHoldMilliseconds = number
    case .retryAfter: options.retryAfterMilliseconds = number
    // Whole numbers divided, which is rounded as the decimal number would be.
    case .thresholdPercentile: options.thresholdRule = .percentile(Double(number) / 10_000)
    case .falseAlarms: options.thresholdRule = .falseAlarmsPerWeek(Double(number) / 10_000)
    default: options.durationMilliseconds = number
    }
  }

  private mutating func setSource(_ new: ListenOptions.Source) {
    if hasSource { fault = .severalSources }
    hasSource = true
    options.source = new
  }
}
