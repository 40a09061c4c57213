import CSystemCalls
import EdgeRuntime

/// The device program, from the command line that C's `main` was given to the exit code.
@c(edgeasd_listen)
public func deviceProgram(
  _ count: Int32, _ words: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  let program: StaticString = "edgeasd-listen"
  let arguments = ListenArguments(
    program: program, words + 1, count: max(Int(count) &- 1, 0))
  let asksForText = arguments.has(.help) || arguments.has(.version)
  if !asksForText, arguments.fault == nil {
    let isList = arguments.has(.list)
    return (isList ? listMicrophones(program: program) : listen(arguments.options)).rawValue
  }
  return write(arguments, isEmpty: count < 2, asksForText).rawValue
}

/// Writes what was asked for, or what was wrong with the question.
private func write(
  _ arguments: ListenArguments, isEmpty: Bool, _ asksForText: Bool
) -> ExitStatus {
  let page = 4096
  guard let memory = system_memory(page) else { return .failure }
  var output = LineOutput(
    descriptor: asksForText ? 1 : 2, memory: memory.assumingMemoryBound(to: UInt8.self),
    capacity: page)
  if arguments.has(.help) {
    output.text.append(ListenHelp.overview)
    output.text.append(ListenHelp.usage)
    output.text.append(ListenHelp.options)
    output.text.append(ListenHelp.examples)
    output.text.append(ListenHelp.exitCodes)
  } else if arguments.has(.version) {
    output.text.append(ListenHelp.version)
  } else if isEmpty {
    output.text.append(ListenHelp.overview)
    output.text.append(ListenHelp.usage)
    output.text.append(ListenHelp.examples)
    output.text.append(ListenHelp.pointer)
  } else if let fault = arguments.fault {
    fault.write(to: &output.text)
  }
  output.endLine()
  return !asksForText ? .usage : output.error == 0 ? .success : .failure
}
