import EdgeRuntime

/// The device's front end over whole clips.
public enum DeviceLogMel {
  /// Frames in `samples` samples: those that lie in them entirely.
  public static func frameCount(samples: Int, frameLength: Int, hop: Int) -> Int {
    samples < frameLength ? 0 : (samples - frameLength) / hop + 1
  }

  /// Log-mel of a clip: `frames × bands`, oldest frame first, Q9 log2 units. Empty where the clip
  /// is shorter than a frame. The same code, hence the same bits, as on the device.
  public static func frames(of samples: [Int16], tables: LogMelTables) -> [Int16] {
    let bands = tables.bands.count
    let count = frameCount(
      samples: samples.count, frameLength: tables.frameLength, hop: tables.hop)
    return tables.withFrontEndTables { view in
      [Int16](unsafeUninitializedCapacity: count * bands) { output, written in
        withFrontEnd(view) { frontEnd in
          var position = 0
          for frame in 0..<count {
            let slot = output.baseAddress! + frame * bands
            let complete = frontEnd.nextFrame(in: samples.span, from: &position, into: slot)
            precondition(complete, "the clip ended before its last frame")
          }
        }
        written = count * bands
      }
    }
  }

  /// Calls `body` with a front end at the start of a stream and memory of its own.
  public static func withFrontEnd<Result>(
    _ tables: FrontEndTables, _ body: (inout LogMelFrontEnd) throws -> Result
  ) rethrows -> Result {
    let length = tables.frameLength
    let history = UnsafeMutableRawPointer.allocate(
      byteCount: LogMelFrontEnd.historyBytes(frameLength: length), alignment: 16)
    defer { history.deallocate() }
    let scratch = UnsafeMutableRawPointer.allocate(
      byteCount: LogMelFrontEnd.scratchBytes(frameLength: length), alignment: 16)
    defer { scratch.deallocate() }
    var frontEnd = LogMelFrontEnd(
      tables: tables, history: history.bindMemory(to: Int16.self, capacity: length),
      scratch: scratch)
    return try body(&frontEnd)
  }
}
