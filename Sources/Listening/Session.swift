import CSystemCalls
import EdgeRuntime

/// From the first sample to the exit status.
struct Session: ~Copyable {
  let options: ListenOptions
  let model: ListeningModel
  /// What is to be made of what is heard.
  let calibrating: Calibrating?
  private let workspace: Workspace
  private(set) var listener: Listener
  private var converter: RateConverter
  /// Samples that may still be heard; nil for "for ever".
  private(set) var allowance: Int64?

  init(
    _ options: ListenOptions, _ model: ListeningModel, _ workspace: Workspace,
    _ listener: consuming Listener, _ calibrating: Calibrating? = nil
  ) {
    self.options = options
    self.model = model
    self.calibrating = calibrating
    self.workspace = workspace
    self.listener = listener
    converter = RateConverter(memory: workspace.conversion, modelRate: model.rate)
    allowance = options.durationMilliseconds.map { $0 &* Int64(model.rate) / 1000 }
  }

  /// Listens to the source that the options name.
  mutating func run(_ log: inout Log) -> ExitStatus {
    switch options.source {
    case .microphone(let device): return hear(device, &log)
    case .file, .standardInput:
      do throws(WaveError) {
        var stream = try PCMStream(options, modelRate: model.rate)
        return hear(&stream, &log)
      } catch {
        if case .stopped = error { return .success }
        let path = PCMStream.name(of: options.source)
        log.message { error.write(to: &$0, path: path) }
        return .failure
      }
    }
  }

  /// Hears what comes until it ends.
  mutating func hear<Source: SampleSource & ~Copyable>(
    _ source: inout Source, _ log: inout Log
  ) -> ExitStatus {
    while true {
      let event = source.next(into: workspace.input, &log)
      if let status = heed(event, rate: source.rate, &log) { return status }
    }
  }

  /// Does what an event asks for; returns the exit status after the last one. (Not generic: there is
  /// one of it.)
  @inline(never)
  private mutating func heed(
    _ event: SourceEvent, rate: Int, _ log: inout Log
  ) -> ExitStatus? {
    switch event {
    case .samples(let count):
      if take(count) { return end(.success, &log) }
    case .stretch(let state, let reason):
      listener.change(to: state, reason)
      converter.begin(rate: rate)
    case .noMicrophone(let reason): listener.change(to: .noMicrophone, reason)
    case .end: return end(.success, &log)
    case .failure(let status): return end(status, &log)
    }
    return listener.report.lines.error == 0 ? nil : end(.success, &log)
  }

  /// Hears samples at the source's rate; true when there have been as many as were asked for.
  private mutating func take(_ count: Int) -> Bool {
    guard let base = workspace.input.baseAddress else { return true }
    let samples = converter.convert(base.assumingMemoryBound(to: Int16.self), count: count)
    guard let first = samples.baseAddress else { return false }
    var heard = samples.count
    if let allowance {
      heard = Int(min(Int64(heard), allowance))
      self.allowance = allowance &- Int64(heard)
    }
    listener.hear(first, count: heard)
    return hasHeardAll
  }

  @inline(never)
  private mutating func end(_ status: ExitStatus, _ log: inout Log) -> ExitStatus {
    listener.finish()
    let error = listener.report.lines.error
    let isReaderGone = listener.report.lines.isReaderGone
    // Who stops reading has seen enough.
    if isReaderGone, options.newCalibration == nil { return .success }
    if error != 0, !isReaderGone {
      log.message(
        """
        the result could not be written to standard output
          %
          give it a place with room, and start again
        """, .error(error))
      return .failure
    }
    guard status == .success else { return status }
    if let path = options.newCalibration, let status = calibrate(path, &log) { return status }
    let isInterrupted = options.source.isMicrophone || system_stop_requested() != 0
    if !listener.report.hasWindow, !isInterrupted {
      log.message(
        """
        there was too little sound for a window
          heard were % samples at the model's rate, needed are %
          record for longer
        """, .number(listener.report.samplesHeard), .number(model.span))
      return .failure
    }
    return options.failsOnAnomaly && listener.report.hasAnomaly ? .anomalyFound : .success
  }
}
