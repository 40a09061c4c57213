/// Collects the words of a command line, one after the other.
struct ListenArguments {
  private var model: ListenOptions.Text?
  private var source: ListenOptions.Source?
  private var channel: Int?
  private var channels: Int?
  private var rate: Int?
  private var withWindows = false
  private var failsOnAnomaly = false
  private var retryAfter: Int64?
  private var duration: Int64?
  private var asksForList = false
  private var asksForVersion = false
  /// The option whose value comes next.
  private var waiting: ListenParameter?
  private var fault: UsageFault?

  init() {}

  /// Takes the next word; after a fault, no more.
  mutating func take(_ text: ListenOptions.Text) {
    guard fault == nil else { return }
    if let parameter = waiting {
      waiting = nil
      set(parameter, text)
      return
    }
    let word = Word(text)
    guard word.isOption else {
      setSource(word.isEqual(to: "-") ? .standardInput : .file(text))
      return
    }
    let (name, value) = word.parts
    guard let parameter = ListenParameter(name) else {
      fault = .unknownOption(text)
      return
    }
    if parameter.allowed == nil {
      if value == nil { turnOn(parameter) } else { fault = .valueUnexpected(parameter) }
    } else if let value {
      set(parameter, value)
    } else {
      waiting = parameter
    }
  }

  /// What all words together ask for.
  func request(program: StaticString) -> ListenRequest {
    if let fault { return .refuse(fault) }
    if asksForVersion { return .version }
    if let waiting { return .refuse(.valueMissing(waiting)) }
    if asksForList { return .list }
    guard let model else { return .refuse(.modelMissing) }
    guard let source else { return .refuse(.sourceMissing) }
    var options = ListenOptions(program: program, model: model, source: source)
    if case .standardInput = source {
      options.channels = channels ?? 1
      options.rate = rate
    } else {
      if channels != nil { return .refuse(.notOfThisSource(.channels)) }
      if rate != nil { return .refuse(.notOfThisSource(.rate)) }
    }
    options.channel = channel
    options.withWindows = withWindows
    options.failsOnAnomaly = failsOnAnomaly
    options.retryAfterMilliseconds = retryAfter ?? options.retryAfterMilliseconds
    options.durationMilliseconds = duration
    return .listen(options)
  }

  private mutating func turnOn(_ parameter: ListenParameter) {
    switch parameter {
    case .list: asksForList = true
    case .version: asksForVersion = true
    case .windows: withWindows = true
    default: failsOnAnomaly = true
    }
  }

  private mutating func set(_ parameter: ListenParameter, _ value: ListenOptions.Text) {
    let word = Word(value)
    var isUnderstood = word.count > 0
    switch parameter {
    case .model: model = value
    case .alsa: setSource(.microphone(value))
    case .channel:
      channel = word.integer(in: 1...64)
      isUnderstood = channel != nil
    case .channels:
      channels = word.integer(in: 1...64)
      isUnderstood = channels != nil
    case .rate:
      rate = word.integer(in: 1...1_000_000)
      isUnderstood = rate != nil
    case .retryAfter:
      retryAfter = word.thousandths(in: 1...3_600_000)
      isUnderstood = retryAfter != nil
    default:
      duration = word.thousandths(in: 1...1_000_000_000_000)
      isUnderstood = duration != nil
    }
    if !isUnderstood { fault = .valueRefused(parameter, value) }
  }

  private mutating func setSource(_ new: ListenOptions.Source) {
    if source != nil { fault = .severalSources }
    source = new
  }
}
