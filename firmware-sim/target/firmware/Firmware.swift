import CBoard
import DeviceTrace
import EdgeRuntime

/// The program that the simulator runs on every target: hears a file and writes a trace, or applies
/// the bare network to a file and writes its outputs.
enum Firmware {
  private static let usage: StaticString = """
    firmware: this command line cannot be understood
      sound|frames INPUT OUTPUT [id NUMBER] [dump KIND NETWORK LAYER INDEX], or infer INPUT OUTPUT
      on a POSIX system the model's path comes first
    """
  private static let noModel: StaticString = """
    firmware: there is no model
      nothing that begins with EASD where the model belongs
      on a POSIX system the first word is its path; on a board flash it
    """
  static let unreadable: StaticString = """
    firmware: the input cannot be read
      INPUT on the command line
      check its path
    """
  static let unwritable: StaticString = """
    firmware: the output cannot be written
      OUTPUT on the command line
      check its folder and the space that is left
    """
  private static let wrongInput: StaticString = """
    firmware: the model does not take this input
      the command line says sound or frames
      give frames to a model of features, sound to all others
    """
  private static let partialInput: StaticString = """
    firmware: the input ends within a sample
      INPUT on the command line; its size is no multiple of the network's input
      give whole samples: the integers of the network's input, one sample after the other
    """

  /// The exit status.
  static func run() -> Int32 {
    if Words.word(0, is: "infer") {
      return board_argument_count() == 3 ? infer() : fail(64, usage)
    }
    let takesFrames = Words.word(0, is: "frames")
    guard takesFrames || Words.word(0, is: "sound") else { return fail(64, usage) }
    var next: Int32 = 3
    var id: Int?
    if board_argument_count() > next, Words.word(next, is: "id") {
      guard let number = Words.number(next + 1) else { return fail(64, usage) }
      id = number
      next += 2
    }
    switch board_argument_count() - next {
    case 0:
      return hear(isFrames: takesFrames, id, nil)
    case 5:
      guard Words.word(next, is: "dump"), let selection = selection(next + 1) else {
        return fail(64, usage)
      }
      return hear(isFrames: takesFrames, id, selection)
    default:
      return fail(64, usage)
    }
  }

  /// Of the four words that begin at `first`.
  private static func selection(_ first: Int32) -> TraceSelection? {
    guard let number = Words.number(first), let network = Words.number(first + 1),
      let layer = Words.number(first + 2), let index = Words.number(first + 3),
      let kind = TraceRecord.Kind(rawValue: UInt8(truncatingIfNeeded: number))
    else { return nil }
    return TraceSelection(
      kind: kind, network: network, layer: layer, index: UInt32(truncatingIfNeeded: index))
  }

  // Apart, so that the frames of the two do not lie in the stack together.
  @inline(never)
  private static func hear(
    isFrames: Bool, _ id: Int?, _ selection: TraceSelection?
  ) -> Int32 {
    perform { board throws(ModelError) in
      let hasHeard = try TraceRun(board.sink, selection: selection).run(
        model: board.model, memory: board.memory, source: board.source, isFrames: isFrames, id: id)
      guard hasHeard else { return wrongInput }
      if selection == nil {
        let used = Int64(widening: board_stack_used())
        TraceRecord(.memory, count: board.memory.count, value: used).encoded {
          board.sink.write($0)
        }
      }
      return nil
    }
  }

  @inline(never)
  private static func infer() -> Int32 {
    perform { board throws(ModelError) in
      try InferenceRun(board.sink).run(
        model: board.model, memory: board.memory, source: board.source) ? nil : partialInput
    }
  }

  /// What a run is given.
  private struct Board {
    let model: UnsafeRawBufferPointer
    let memory: UnsafeMutableRawBufferPointer
    let source: BoardSource
    let sink: BoardSink
  }

  /// Opens what the command line names and runs `work`, which returns why it was refused.
  private static func perform(_ work: (Board) throws(ModelError) -> StaticString?) -> Int32 {
    var modelCount = 0
    var memoryCount = 0
    guard let model = board_model(&modelCount), let memory = board_arena(&memoryCount) else {
      return fail(4, noModel)
    }
    let input = board_open(board_argument(1), 0)
    guard input >= 0 else { return fail(1, unreadable) }
    let output = board_open(board_argument(2), 1)
    guard output >= 0 else { return fail(1, unwritable) }
    board_paint_stack()
    do {
      let board = Board(
        model: UnsafeRawBufferPointer(start: model, count: modelCount),
        memory: UnsafeMutableRawBufferPointer(start: memory, count: memoryCount),
        source: BoardSource(handle: input), sink: BoardSink(handle: output))
      if let refusal = try work(board) { return fail(1, refusal) }
    } catch {
      return fail(error)
    }
    return board_close(output) == 0 ? 0 : fail(1, unwritable)
  }

  static func fail(_ status: Int32, _ text: StaticString) -> Int32 {
    board_log(UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self))
    return status
  }

  /// Why the model was refused.
  private static func fail(_ error: ModelError) -> Int32 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 480) { memory in
      guard let base = memory.baseAddress else { return }
      var text = TextBuffer(base, capacity: memory.count - 1)
      text.append("firmware: ")
      error.write(to: &text)
      base[text.count] = 0
      board_log(UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self))
    }
    return error.kind == .memory ? 1 : 4
  }
}
