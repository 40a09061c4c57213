import CBoard
import DeviceTrace
import EdgeRuntime

/// A file of the board that takes a trace or outputs.
struct BoardSink: TraceSink {
  let handle: Int32

  func mark() { board_mark() }

  func write(_ bytes: UnsafeRawBufferPointer) {
    if board_write(handle, bytes.baseAddress, Int32(truncatingIfNeeded: bytes.count)) != 0 {
      board_exit(Firmware.fail(1, Firmware.unwritable))
    }
  }
}

/// A file of the board with samples, frames or inputs of a network.
struct BoardSource: TraceSource {
  let handle: Int32

  func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
    let count = board_read(handle, memory.baseAddress, Int32(truncatingIfNeeded: memory.count))
    if count < 0 { board_exit(Firmware.fail(1, Firmware.unreadable)) }
    return Int(truncatingIfNeeded: count)
  }
}
