import EdgeRuntime

/// Runs a fresh detector over an input and writes its trace. The workstation's reference and the
/// device's program are this same code.
public struct TraceRun<Sink: TraceSink> {
  private let writer: TraceWriter<Sink>
  private let sink: Sink

  /// - Parameter selection: writes, instead of a trace, the elements behind one record.
  public init(_ sink: Sink, selection: TraceSelection? = nil) {
    self.sink = sink
    writer = TraceWriter(sink: sink, selection: selection)
  }

  /// Bytes of memory that a run needs beside the model.
  public static func memoryBytes(_ model: Model) -> Int {
    model.memory.detectorBytes &+ chunkBytes(model)
  }

  /// Input is taken in pieces of 512 samples, or of one frame: the pauses between them are part of
  /// the trace.
  private static func chunkBytes(_ model: Model) -> Int {
    if case .features(let bands) = model.frontEnd { return 2 &* bands }
    return 1024
  }

  /// Runs a detector from the start of the input to its end, up to the `end` record.
  ///
  /// - Parameters:
  ///   - file: the model's bytes, aligned to 64.
  ///   - memory: `memoryBytes`, aligned to 16.
  ///   - source: little-endian Int16: samples at the model's rate, or log-mel of the model's bands
  ///     in Q9 log2 units.
  ///   - isFrames: whether the source gives log-mel.
  ///   - id: index of the machine that is heard, where the model tells machines apart.
  /// - Returns: false, having heard nothing, where the model takes the other kind of input.
  /// - Throws: where the bytes are no model or the memory does not suffice.
  public func run(
    model file: UnsafeRawBufferPointer, memory: UnsafeMutableRawBufferPointer,
    source: some TraceSource, isFrames: Bool, id: Int? = nil
  ) throws(ModelError) -> Bool {
    sink.mark()
    let model = try Model(bytes: file)
    var takesFrames = false
    if case .features = model.frontEnd { takesFrames = true }
    guard isFrames == takesFrames else { return false }
    let needed = Self.memoryBytes(model)
    guard memory.count >= needed, let base = memory.baseAddress else {
      throw ModelError(
        .memory, "bytes of the detector's memory and its input", offset: 0,
        found: Int64(widening: memory.count),
        allowed: Int64(widening: needed)...Int64(widening: Int32.max))
    }
    var detector = try Detector(
      model: model, arena: memory, observer: TraceObserver(writer))
    detector.id = id
    sink.mark()
    let bytes = model.memory.detectorBytes
    writer.write(
      TraceRecord(
        .start, count: file.count, value: Int64(widening: bytes)))
    let chunk = UnsafeMutableRawBufferPointer(
      start: base + bytes, count: Self.chunkBytes(model))
    hear(source, isFrames: isFrames, &detector, chunk)
    return true
  }

  private func hear(
    _ source: some TraceSource, isFrames: Bool, _ detector: inout Detector<TraceObserver<Sink>>,
    _ chunk: UnsafeMutableRawBufferPointer
  ) {
    guard let base = chunk.baseAddress else { return }
    let values = UnsafePointer(base.assumingMemoryBound(to: Int16.self))
    while true {
      let count = source.read(into: chunk) / 2
      // A part of a frame at the end is none.
      guard count > 0, !isFrames || 2 &* count == chunk.count else { break }
      sink.mark()
      let span = Span(_unsafeStart: values, count: count)
      if isFrames {
        detector.processFrame(span) { writer.event($0) }
      } else {
        detector.process(span) { writer.event($0) }
      }
      sink.mark()
      writer.write(TraceRecord(.pause, count: count))
    }
    sink.mark()
    detector.finish { writer.event($0) }
    sink.mark()
    writer.write(TraceRecord(.end))
  }
}
