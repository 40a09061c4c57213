/// Sees what a detector computes on its way to a score. Production uses `NoObserver`, whose empty
/// methods vanish; a simulator collects errors or checksums.
///
/// Every method has an empty default. Spans are valid only during the call.
public protocol LayerObserver {
  /// Whether it wants to see all accumulators of every window: a detector then computes each window
  /// whole. One that does not is shown whole tensors all the same, and accumulators of the rows that
  /// are computed.
  static var needsWholeLayers: Bool { get }
  /// Whether anomalies are to name the bands that made them, which takes `Model.bandBytes` more, and of
  /// a window that reaches the threshold another look at its last layer.
  static var namesBands: Bool { get }
  /// A frame of log-mel was completed: one value a band, Q9 log2 units.
  mutating func frame(_ levelsQ9: Span<Int16>)
  /// A window starts: the log-mel it consists of, oldest frame first, Q9 log2 units.
  mutating func window(_ levelsQ9: Span<Int16>)
  /// A network's quantized input.
  mutating func input(network: Int, _ values: Span<Int8>)
  /// The same of a network whose input is Int16.
  mutating func input(network: Int, _ values: Span<Int16>)
  /// Output of a layer; of the last one only where the head takes it.
  mutating func output(network: Int, layer: Int, _ values: Span<Int8>)
  /// The same of a layer whose output is Int16.
  mutating func output(network: Int, layer: Int, _ values: Span<Int16>)
  /// Rows of a layer's output were computed, and others kept, of the window before. Called only where
  /// windows are streamed.
  mutating func computed(network: Int, layer: Int, rows: Range<Int>)
  /// A part of the last layer's accumulators: of its outputs `start` and following. Parts come in
  /// order and cover all outputs. Output i is of channel `i % channels` and stands for
  /// `accumulator · input scale · weight scale of the channel`.
  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>)
  /// The same of a layer whose sums have 64 bits.
  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int64>)
  /// The score head has compared that part with the window: the sum of squared errors so far, Q26
  /// of log2 units. A head of prototypes calls it once, with the nearest one's sum of squared steps, one
  /// of cross entropy with its score.
  mutating func squaredErrors(network: Int, sumQ26: Int64)
}

extension LayerObserver {
  /// It does.
  @inlinable
  public static var needsWholeLayers: Bool { true }
  /// They are not.
  @inlinable
  public static var namesBands: Bool { false }
  /// Ignores it.
  @inlinable
  public mutating func frame(_ levelsQ9: Span<Int16>) {}
  /// Ignores it.
  @inlinable
  public mutating func window(_ levelsQ9: Span<Int16>) {}
  /// Ignores it.
  @inlinable
  public mutating func input(network: Int, _ values: Span<Int8>) {}
  /// Ignores it.
  @inlinable
  public mutating func input(network: Int, _ values: Span<Int16>) {}
  /// Ignores it.
  @inlinable
  public mutating func output(network: Int, layer: Int, _ values: Span<Int8>) {}
  /// Ignores it.
  @inlinable
  public mutating func output(network: Int, layer: Int, _ values: Span<Int16>) {}
  /// Ignores it.
  @inlinable
  public mutating func computed(network: Int, layer: Int, rows: Range<Int>) {}
  /// Ignores it.
  @inlinable
  public mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>) {}
  /// Ignores it.
  @inlinable
  public mutating func accumulators(network: Int, from start: Int, _ values: Span<Int64>) {}
  /// Ignores it.
  @inlinable
  public mutating func squaredErrors(network: Int, sumQ26: Int64) {}
}

extension LayerObserver {
  /// Shows a tensor that lies at `bytes`: the input, or a layer's output.
  mutating func show(
    _ tensor: IntegerTensor, at bytes: UnsafeMutableRawPointer, network: Int, layer: Int?
  ) {
    if tensor.elementType == .int8 {
      let values = Span(
        _unsafeStart: UnsafePointer(bytes.assumingMemoryBound(to: Int8.self)), count: tensor.count)
      if let layer {
        output(network: network, layer: layer, values)
      } else {
        input(network: network, values)
      }
    } else {
      let values = Span(
        _unsafeStart: UnsafePointer(bytes.assumingMemoryBound(to: Int16.self)), count: tensor.count)
      if let layer {
        output(network: network, layer: layer, values)
      } else {
        input(network: network, values)
      }
    }
  }
}

/// Sees nothing.
public struct NoObserver: LayerObserver, Sendable {
  /// It sees no layer at all.
  @inlinable
  public static var needsWholeLayers: Bool { false }
  /// There is only one kind.
  public init() {}
}

/// Sees nothing, and has anomalies name the bands that made them.
public struct BandNaming: LayerObserver, Sendable {
  /// It sees no layer at all.
  @inlinable
  public static var needsWholeLayers: Bool { false }
  /// They do.
  @inlinable
  public static var namesBands: Bool { true }
  /// There is only one kind.
  public init() {}
}
