import EdgeRuntime

/// Writes records, or the elements behind one of them.
struct TraceWriter<Sink: TraceSink> {
  let sink: Sink
  let selection: TraceSelection?

  /// Writes a record without elements, between two marks.
  func record(_ record: TraceRecord) {
    sink.mark()
    write(record)
    sink.mark()
  }

  /// Writes a record of elements, between two marks.
  func record<Element: BitwiseCopyable>(_ record: TraceRecord, _ elements: Span<Element>) {
    sink.mark()
    elements.withUnsafeBytes { bytes in
      if let selection {
        if selection.matches(record) { sink.write(bytes) }
        return
      }
      var check = CRC32()
      check.update(bytes)
      var complete = record
      complete.count = UInt32(truncatingIfNeeded: elements.count)
      complete.checksum = check.value
      write(complete)
    }
    sink.mark()
  }

  /// Writes a record.
  func write(_ record: TraceRecord) {
    guard selection == nil else { return }
    record.encoded { sink.write($0) }
  }

  /// Writes what a detector says, between two marks.
  func event(_ event: DetectorEvent) {
    switch event {
    case .window(let index, let score):
      record(TraceRecord(.score, index: UInt32(truncatingIfNeeded: index), value: score))
    case .decision(let decision):
      var bits = UInt32(truncatingIfNeeded: decision.probabilityQ15)
      if decision.isAnomaly { bits |= 1 &<< 16 }
      if decision.isComplete { bits |= 1 &<< 17 }
      record(
        TraceRecord(
          .decision, count: decision.windowCount, checksum: bits, value: decision.scoreQ24))
    }
  }
}
