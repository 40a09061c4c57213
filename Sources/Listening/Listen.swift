import CSystemCalls
import EdgeRuntime

/// Listens as the options say, until the sound ends or somebody asks to stop (SIGTERM, SIGINT):
/// results to standard output, everything else to standard error.
///
/// Memory is taken once, before the first sample; nothing is allocated between two windows while
/// the source is open.
public func listen(_ options: ListenOptions) -> ExitStatus {
  let page = 4096
  guard let memory = system_memory(page) else { return .failure }
  let text = memory.assumingMemoryBound(to: UInt8.self)
  var log = Log(program: options.program, memory: text, capacity: page / 2)
  let output = LineOutput(descriptor: 1, memory: text + page / 2, capacity: page / 2)
  system_catch_signals()

  guard let model = ListeningModel(options.model, &log) else { return .badModelFile }
  guard let workspace = Workspace(model, reusing: options.reuses, &log) else { return .failure }
  var calibration = model.model.calibration
  if let path = options.calibration {
    guard let site = model.calibration(path, &log) else { return .badModelFile }
    calibration = site
  }
  var detector: Detector<BandNaming>
  do throws(ModelError) {
    detector = try Detector(
      model: model.model, arena: workspace.arena, observer: BandNaming(),
      calibration: calibration, reusing: options.reuses)
  } catch {
    log.message { error.write(to: &$0) }
    return .badModelFile
  }
  if let refusal = detector.streamingRefusal {
    log.message { text in
      text.append("each window is computed whole: ")
      refusal.write(to: &text, of: model.model)
    }
  }
  var calibrating: Calibrating?
  if let path = options.newCalibration {
    var status = ExitStatus.failure
    calibrating = Calibrating(path, options, of: model, status: &status, &log)
    if calibrating == nil { return status }
  }
  if let name = options.id {
    guard let id = model.id(named: name, &log) else { return .usage }
    detector.id = id
  }
  let report = Report(
    lines: EventLines(output), model: model.model,
    meter: SpanMeter(starts: workspace.windowStarts, step: model.step, span: model.span),
    thresholdQ24: calibration.thresholdQ24, withWindows: options.withWindows,
    alarm: options.alarm(of: model, thresholdQ24: calibration.thresholdQ24),
    collector: calibrating?.collector(rate: model.rate))
  var session = Session(options, model, workspace, Listener(detector, report), calibrating)
  return session.run(&log)
}

extension ListenOptions {
  /// When decisions of the model raise an alarm.
  fileprivate func alarm(of model: ListeningModel, thresholdQ24: Int64) -> Alarm.Rule {
    // Thresholds lie below 2⁴⁶.
    Alarm.Rule(
      count: alarmCount, of: alarmDecisions,
      quietQ24: thresholdQ24 &* Int64(alarmQuietPercent) / 100,
      holdSamples: alarmHoldMilliseconds &* Int64(model.rate) / 1000)
  }
}
