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
      log.message { text in
        text.append("the model cannot be read\n  ")
        text.append(terminated: path)
        text.append(": ")
        text.append(systemError: error)
        text.append("\n  check the path; `edgeasd quantize` makes model files")
      }
      return nil
    }
    do throws(ModelError) {
      model = try Model(bytes: UnsafeRawBufferPointer(start: base, count: count))
    } catch {
      log.message { text in
        text.append(terminated: path)
        text.append(" cannot be used: ")
        error.write(to: &text)
      }
      return nil
    }
    guard case .logMel(let tables) = model.frontEnd else {
      log.message { text in
        text.append(terminated: path)
        text.append(" hears no sound\n  the model takes frames of log-mel from elsewhere")
        text.append("\n  train and quantize a model on recordings")
      }
      return nil
    }
    rate = tables.sampleRate
    let plan = model.windowing
    step = Int64(plan.framesPerStep) &* Int64(tables.hop)
    span = Int64(plan.framesPerWindow &- 1) &* Int64(tables.hop) &+ Int64(tables.frameLength)
  }
}
