import CSystemCalls
import EdgeRuntime

/// Samples that come one after the other out of a file or a pipe, and end.
struct PCMStream: SampleSource, ~Copyable {
  private let descriptor: Int32
  private let name: ListenOptions.Text
  private let layout: SampleLayout
  let rate: Int
  /// Bytes of samples that the header promises and that have not come; nil for "to the end".
  private var missing: UInt64?
  /// A frame's first bytes, whose others have not come: where they lie, and how many they are.
  private var rest: (offset: Int, count: Int) = (0, 0)
  private var hasBegun = false

  /// - Parameters:
  ///   - descriptor: stands at the first sample; it is closed at the end.
  ///   - promised: bytes of samples; nil where only the end tells.
  init(
    descriptor: Int32, name: ListenOptions.Text, layout: SampleLayout, rate: Int,
    promised: UInt64?
  ) {
    self.descriptor = descriptor
    self.name = name
    self.layout = layout
    self.rate = rate
    missing = promised
  }

  deinit { system_close(descriptor) }

  mutating func next(
    into memory: UnsafeMutableRawBufferPointer, _ log: inout Log
  ) -> SourceEvent {
    guard let base = memory.baseAddress else { return .end }
    guard hasBegun else {
      hasBegun = true
      return .stretch(.starting, .begin)
    }
    base.copyMemory(from: base + rest.offset, byteCount: rest.count)
    while true {
      var room = memory.count &- rest.count
      if let missing { room = Int(min(UInt64(room), missing)) }
      let got = room == 0 ? 0 : system_read(descriptor, base + rest.count, room)
      guard got > 0 else { return end(got, &log) }
      if let missing { self.missing = missing &- UInt64(got) }
      let available = rest.count &+ got
      let frames = available / layout.frameBytes
      guard frames > 0 else {
        rest = (0, available)
        continue
      }
      layout.extract(base, frames: frames)
      rest = (frames &* layout.frameBytes, available &- frames &* layout.frameBytes)
      return .samples(frames)
    }
  }

  private func end(_ got: Int, _ log: inout Log) -> SourceEvent {
    if got == Int(system_interrupted()) { return .end }
    if got < 0 {
      log.message(
        """
        % could not be read to its end
          %
          what was heard until then was scored; look at the disk or the connection
        """, .text(name), .error(Int32(truncatingIfNeeded: got)))
      return .failure(.failure)
    }
    if let missing, missing > 0 {
      log.message(
        """
        % is cut off
          its header promises % more bytes of samples than came
          what was there was scored; copy the file again from where it came from
        """, .text(name), .number(Int64(bitPattern: missing)))
      return .failure(.failure)
    }
    if rest.count > 0 {
      log.message(
        "% ends within a frame: its last % bytes were left out", .text(name), .number(rest.count))
    }
    return .end
  }
}
