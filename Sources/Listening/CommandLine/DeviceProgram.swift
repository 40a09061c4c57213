import CSystemCalls
import EdgeRuntime

/// The device program, from the command line that C's `main` was given to the exit code.
@c(edgeasd_listen)
public func deviceProgram(
  _ count: Int32, _ words: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  let page = 4096
  guard let memory = system_memory(page) else { return ExitStatus.failure.rawValue }
  let bytes = memory.assumingMemoryBound(to: UInt8.self)
  let program: StaticString = "edgeasd-listen"
  let request = ListenRequest(
    program: program, words + 1, count: max(Int(count) &- 1, 0))
  switch request {
  case .listen(let options): return listen(options).rawValue
  case .list: return listMicrophones(program: program).rawValue
  case .help, .version:
    var output = LineOutput(descriptor: 1, memory: bytes, capacity: page)
    if case .help = request { ListenHelp.write(to: &output.text) }
    if case .version = request { output.text.append("edgeasd-listen 0.1.0") }
    output.endLine()
    return output.error == 0 ? ExitStatus.success.rawValue : ExitStatus.failure.rawValue
  case .nothing, .refuse:
    var output = LineOutput(descriptor: 2, memory: bytes, capacity: page)
    if case .refuse(let fault) = request { fault.write(to: &output.text) }
    if case .nothing = request { ListenHelp.writeBriefly(to: &output.text) }
    output.endLine()
    return ExitStatus.usage.rawValue
  }
}

extension ListenHelp {
  fileprivate static func write(to text: inout TextBuffer) {
    text.append(overview)
    text.append("\n")
    text.append(usage)
    text.append(options)
    text.append(examples)
    text.append(exitCodes)
  }

  fileprivate static func writeBriefly(to text: inout TextBuffer) {
    text.append(overview)
    text.append("\n")
    text.append(usage)
    text.append(examples)
    text.append(pointer)
  }
}
