import CSystemCalls

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
    log.message(
      """
      there is no microphone
        ALSA knows no card that captures
        plug one in, and see that you may use it (group audio)
      """, .nothing)
  #else
    log.message(
      """
      no microphone can be heard
        this program was built without ALSA
        take the one built with it
      """, .nothing)
  #endif
  return .audioDevice
}
