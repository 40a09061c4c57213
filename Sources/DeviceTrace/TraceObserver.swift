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

  /// Writes an `input` record.
  public mutating func input(network: Int, _ values: Span<Int16>) {
    lastLayer = 0
    writer.record(TraceRecord(.input, network: network, index: window), values)
  }

  /// Writes an `output` record.
  public mutating func output(network: Int, layer: Int, _ values: Span<Int8>) {
    writer.record(outputRecord(network, layer), values)
  }

  /// Writes an `output` record.
  public mutating func output(network: Int, layer: Int, _ values: Span<Int16>) {
    writer.record(outputRecord(network, layer), values)
  }

  private mutating func outputRecord(_ network: Int, _ layer: Int) -> TraceRecord {
    lastLayer = layer &+ 1
    return TraceRecord(.output, network: network, layer: layer, index: window)
  }

  /// Writes an `accumulators` record.
  public mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>) {
    writer.record(sumsRecord(network, start), values)
  }

  /// Writes an `accumulators` record.
  public mutating func accumulators(network: Int, from start: Int, _ values: Span<Int64>) {
    writer.record(sumsRecord(network, start), values)
  }

  private func sumsRecord(_ network: Int, _ start: Int) -> TraceRecord {
    TraceRecord(
      .accumulators, network: network, layer: lastLayer, index: window,
      value: Int64(widening: start))
  }

  /// Writes a `squaredErrors` record.
  public mutating func squaredErrors(network: Int, sumQ26: Int64) {
    writer.record(
      TraceRecord(
        .squaredErrors, network: network, layer: lastLayer, index: window, value: sumQ26))
  }
}
