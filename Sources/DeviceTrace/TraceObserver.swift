import EdgeRuntime

/// Writes a record of everything a detector computes.
public struct TraceObserver<Sink: TraceSink>: LayerObserver {
  private let writer: TraceWriter<Sink>
  private var frames: UInt32 = 0
  private var windows: UInt32 = 0
  /// Of the network at work.
  private var lastLayer = 0

  init(_ writer: TraceWriter<Sink>) { self.writer = writer }

  private var window: UInt32 { windows &- 1 }

  /// Writes a `frame` record.
  public mutating func frame(_ levelsQ9: Span<Int16>) {
    writer.record(TraceRecord(.frame, index: frames), levelsQ9)
    frames &+= 1
  }

  /// Writes a `window` record.
  public mutating func window(_ levelsQ9: Span<Int16>) {
    writer.record(TraceRecord(.window, index: windows), levelsQ9)
    windows &+= 1
  }

  /// Writes an `input` record.
  public mutating func input(network: Int, _ values: Span<Int8>) {
    lastLayer = 0
    writer.record(TraceRecord(.input, network: network, index: window), values)
  }

  /// Writes an `output` record.
  public mutating func output(network: Int, layer: Int, _ values: Span<Int8>) {
    lastLayer = layer &+ 1
    writer.record(TraceRecord(.output, network: network, layer: layer, index: window), values)
  }

  /// Writes an `accumulators` record.
  public mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>) {
    let record = TraceRecord(
      .accumulators, network: network, layer: lastLayer, index: window,
      value: Int64(widening: start))
    writer.record(record, values)
  }

  /// Writes a `squaredErrors` record.
  public mutating func squaredErrors(network: Int, sumQ26: Int64) {
    writer.record(
      TraceRecord(
        .squaredErrors, network: network, layer: lastLayer, index: window, value: sumQ26))
  }
}
