import CSystemCalls
import EdgeRuntime

/// A model that hears sound, read where the system put its file.
struct ListeningModel {
  let model: Model
  /// Hz.
  let rate: Int
  /// Samples from one window's start to the next one's.
  let step: Int64
  /// Samples of a window.
  let span: Int64

  /// The model of a file; nil after the log was told why there is none.
  init?(_ path: ListenOptions.Text, _ log: inout Log) {
    var count = 0
    var error: Int32 = 0
    let base = system_map(path, &count, &error)
    guard error == 0 else {
      log.message(
        """
        the model cannot be read
          %: %
          check the path; `edgeasd quantize` makes model files
        """, .text(path), .error(error))
      return nil
    }
    do throws(ModelError) {
      model = try Model(bytes: UnsafeRawBufferPointer(start: base, count: count))
    } catch {
      log.message { text in
        text.append("% cannot be used: ", .text(path))
        error.write(to: &text)
      }
      return nil
    }
    guard case .logMel(let tables) = model.frontEnd else {
      log.message(
        """
        % hears no sound
          the model takes frames of log-mel from elsewhere
          train and quantize a model on recordings
        """, .text(path))
      return nil
    }
    rate = tables.sampleRate
    let plan = model.windowing
    step = Int64(plan.framesPerStep) &* Int64(tables.hop)
    span = Int64(plan.framesPerWindow &- 1) &* Int64(tables.hop) &+ Int64(tables.frameLength)
  }

  /// Seconds from one decision to the next.
  var decisionSeconds: Double {
    Double(step &* Int64(model.windowing.windowsPerDecision)) / Double(rate)
  }

  /// The calibration of a file in place of the model's; nil after the log was told why there is none.
  func calibration(_ path: ListenOptions.Text, _ log: inout Log) -> Calibration? {
    var count = 0
    var error: Int32 = 0
    let base = system_map(path, &count, &error)
    guard error == 0 else {
      log.message(
        """
        the calibration cannot be read
          %: %
          check the path; `edgeasd calibrate` makes calibrations
        """, .text(path), .error(error))
      return nil
    }
    do throws(ModelError) {
      return try Calibration(
        site: UnsafeRawBufferPointer(start: base, count: count), of: model)
    } catch {
      log.message { text in
        text.append("% cannot be used: ", .text(path))
        error.write(to: &text)
      }
      return nil
    }
  }

  /// Index of a machine that the model tells apart; nil after the log was told that it does not.
  func id(named name: ListenOptions.Text, _ log: inout Log) -> Int? {
    let word = Word(name)
    if let id = model.id(named: UnsafeBufferPointer(start: word.bytes, count: word.count)) {
      return id
    }
    log.message { text in
      text.append("the model knows no machine %\n  it tells apart:", .text(name))
      for id in 0..<model.idCount {
        let known = model.idName(id)
        guard let base = known.baseAddress else { continue }
        text.append(" ")
        text.append(base, count: known.count)
      }
      if model.idCount == 0 { text.append(" none") }
      text.append("\n  name one of them with --id, or leave it out")
    }
    return nil
  }
}
