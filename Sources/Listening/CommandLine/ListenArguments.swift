/// The words of the device program's command line, as far as they are understood.
struct ListenArguments {
  private var model: ListenOptions.Text?
  private var source: ListenOptions.Source?
  private var channel: Int?
  private var channels: Int?
  private var rate: Int?
  private var retryAfter: Int64?
  private var duration: Int64?
  /// Switches that were given, a bit each, by their raw values.
  private var switches: UInt16 = 0
  /// What was not understood first.
  private(set) var fault: UsageFault?

  /// Reads the words after the program's name.
  init(_ words: UnsafePointer<UnsafeMutablePointer<CChar>?>, count: Int) {
    /// The option whose value comes next.
    var waiting: ListenParameter?
    for index in 0..<count where fault == nil || asks(for: .help) {
      guard let text = words[index] else { continue }
      if let parameter = waiting {
        set(parameter, text)
        waiting = nil
      } else {
        waiting = take(text)
      }
    }
    if let waiting, fault == nil { fault = .valueMissing(waiting) }
    for index in 0..<count {
      // Help wins wherever it stands.
      guard let text = words[index] else { continue }
      if Word(text).isEqual(to: "--help") || Word(text).isEqual(to: "-h") { turnOn(.help) }
    }
  }

  /// Whether a switch was given.
  func asks(for parameter: ListenParameter) -> Bool {
    switches & (1 &<< UInt16(parameter.rawValue)) != 0
  }

  /// What to listen to; nil where `fault` says what is missing or too much.
  mutating func options(program: StaticString) -> ListenOptions? {
    if fault != nil { return nil }
    guard let model, let source else {
      fault = model == nil ? .modelMissing : .sourceMissing
      return nil
    }
    var options = ListenOptions(program: program, model: model, source: source)
    if case .standardInput = source {
      options.channels = channels ?? 1
      options.rate = rate
    } else if rate != nil || channels != nil {
      fault = .notOfThisSource(rate != nil ? .rate : .channels)
      return nil
    }
    options.channel = channel
    options.withWindows = asks(for: .windows)
    options.failsOnAnomaly = asks(for: .failOnAnomaly)
    options.retryAfterMilliseconds = retryAfter ?? options.retryAfterMilliseconds
    options.durationMilliseconds = duration
    return options
  }

  /// Takes a word that is no option's value; returns the option whose value has to follow.
  private mutating func take(_ text: ListenOptions.Text) -> ListenParameter? {
    let word = Word(text)
    guard word.isOption else {
      setSource(word.isEqual(to: "-") ? .standardInput : .file(text))
      return nil
    }
    let (name, value) = word.parts
    guard let parameter = ListenParameter(name) else {
      fault = .unknownOption(text)
      return nil
    }
    if parameter.takesValue, value == nil { return parameter }
    if let value {
      if parameter.takesValue { set(parameter, value) } else { fault = .valueUnexpected(parameter) }
    } else {
      turnOn(parameter)
    }
    return nil
  }

  private mutating func turnOn(_ parameter: ListenParameter) {
    switches |= 1 &<< UInt16(parameter.rawValue)
  }

  private mutating func set(_ parameter: ListenParameter, _ value: ListenOptions.Text) {
    let word = Word(value)
    var number: Int64? = 0
    switch parameter {
    case .model: model = value
    case .alsa: setSource(.microphone(value))
    case .channel, .channels, .rate:
      number = word.number(decimals: 0, atMost: parameter == .rate ? 1_000_000 : 64)
      let whole = number.map { Int($0) }
      if parameter == .channel { channel = whole }
      if parameter == .channels { channels = whole }
      if parameter == .rate { rate = whole }
    case .retryAfter:
      number = word.number(decimals: 3, atMost: 3_600_000)
      retryAfter = number
    default:
      number = word.number(decimals: 3, atMost: 1_000_000_000_000)
      duration = number
    }
    if number == nil || word.count == 0 { fault = .valueRefused(parameter, value) }
  }

  private mutating func setSource(_ new: ListenOptions.Source) {
    if source != nil { fault = .severalSources }
    source = new
  }
}
