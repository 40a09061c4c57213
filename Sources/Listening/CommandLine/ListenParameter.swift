import EdgeRuntime

/// What the device program's command line may say.
enum ListenParameter: UInt8 {
  case model
  case calibration
  case calibrate
  case alsa
  case id
  case channel
  case channels
  case rate
  case alarmAfter
  case alarmOf
  case alarmQuiet
  case alarmHold
  case retryAfter
  case thresholdPercentile
  case falseAlarms
  case duration
  // Switches.
  case list
  case windows
  case reuse
  case failOnAnomaly
  case version
  case help

  /// In the order of the cases.
  private static var names: StaticString {
    """
    --model|--calibration|--calibrate|--alsa|--id|--channel|--channels|--rate|--alarm-after|--alarm-of|\
    --alarm-quiet|--alarm-hold|--retry-after|--threshold-percentile|--false-alarms-per-week|--duration|--list|--windows|--reuse|--fail-on-anomaly|--version|--help
    """
  }

  /// In the order of the cases that take a value.
  private static var values: StaticString {
    """
    a path|a path|a path|a name that --list shows|a machine of the model|1 to 64|1 to 64|1 to 1000000 Hz|1 to 16|\
    1 to 16|1 to 100 per cent|0.001 to 86400 seconds|0.001 to 3600 seconds|1 to 99.9999 per cent|\
    0.0001 to 1000000 a week|0.001 to 1000000000 seconds
    """
  }

  /// Whether a value follows it.
  var takesValue: Bool { rawValue <= Self.duration.rawValue }

  /// Decimals that its number may have.
  var decimals: Int {
    switch self {
    case .retryAfter, .duration, .alarmHold: 3
    case .thresholdPercentile, .falseAlarms: 4
    default: 0
    }
  }

  /// Its smallest number, in units of the last decimal.
  var smallest: Int64 { self == .thresholdPercentile ? 10_000 : 1 }

  /// Its largest number, in units of the last decimal.
  var largest: Int64 {
    switch self {
    case .rate: 1_000_000
    case .alarmAfter, .alarmOf: Int64(Alarm.mostDecisions)
    case .alarmQuiet: 100
    case .alarmHold: 86_400_000
    case .retryAfter: 3_600_000
    case .thresholdPercentile: 999_999
    case .falseAlarms: 10_000_000_000
    case .duration: 1_000_000_000_000
    default: Int64(SampleLayout.mostChannels)
    }
  }

  /// The parameter of this name.
  init?(_ word: Word) {
    let found = word.resemblance(in: Self.names)
    guard found.isWhole else { return nil }
    self.init(rawValue: found.entry)
  }

  /// The parameter that a mistyped word starts like: two letters at least.
  static func resembling(_ word: Word) -> ListenParameter? {
    let found = word.resemblance(in: names)
    return found.shared >= 4 ? ListenParameter(rawValue: found.entry) : nil
  }

  /// Appends it as it is written.
  func write(to text: inout TextBuffer) { text.append(entry: rawValue, of: Self.names) }

  /// Appends the values that it takes.
  func writeValues(to text: inout TextBuffer) { text.append(entry: rawValue, of: Self.values) }
}
