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
}
