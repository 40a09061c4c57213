import CSystemCalls
import EdgeRuntime

/// Writes the microphones of this machine to standard output, a line each, starting with the name
/// that `--alsa` takes.
public func listMicrophones(program: StaticString) -> ExitStatus {
  let page = 4096
  guard let memory = system_memory(page) else { return .failure }
  let text = memory.assumingMemoryBound(to: UInt8.self)
  var log = Log(program: program, memory: text, capacity: page / 2)
  #if ALSA
    var output = LineOutput(descriptor: 1, memory: text + page / 2, capacity: page / 2)
    if ALSAList.write(to: &output) > 0 { return output.error == 0 ? .success : .failure }
    log.message { text in
      text.append("there is no microphone\n  ALSA knows no card that captures")
      text.append("\n  plug one in, and see that you may use it (group audio)")
    }
  #else
    log.message { text in
      text.append("no microphone can be heard\n  this program was built without ALSA")
      text.append("\n  take the one built with it")
    }
  #endif
  return .audioDevice
}
