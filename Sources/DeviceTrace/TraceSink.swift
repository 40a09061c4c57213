/// Where a trace or a network's outputs go, and what counts the instructions between its records.
/// Copies write to the same place.
public protocol TraceSink {
  /// Called where the device's work begins and where it ends, in turn: what lies between an odd
  /// call and the next belongs to the record or output that is written next.
  func mark()
  /// Takes the next bytes, valid only during the call. What cannot be written ends the program.
  func write(_ bytes: UnsafeRawBufferPointer)
}

/// Where the input of a traced detector, or of a network, comes from.
public protocol TraceSource {
  /// Fills `memory` with the next values, the last time perhaps not all of it; returns how many
  /// bytes, 0 at the end. What cannot be read ends the program.
  func read(into memory: UnsafeMutableRawBufferPointer) -> Int
}

/// The elements behind one record, to be written instead of a trace.
public struct TraceSelection: Sendable, Equatable {
  /// Of a record with elements: frame, window, input, output or accumulators.
  public var kind: TraceRecord.Kind
  /// As in the record.
  public var network: Int
  /// As in the record.
  public var layer: Int
  /// As in the record.
  public var index: UInt32

  /// The elements of the record with these fields; of accumulators, those of all its parts.
  public init(kind: TraceRecord.Kind, network: Int, layer: Int, index: UInt32) {
    self.kind = kind
    self.network = network
    self.layer = layer
    self.index = index
  }

  func matches(_ record: TraceRecord) -> Bool {
    record.kind == kind && record.index == index
      && Int(truncatingIfNeeded: record.network) == network
      && Int(truncatingIfNeeded: record.layer) == layer
  }
}
