import DeviceTrace
import EdgeRuntime

/// A trace as a program wrote it.
public struct RecordedTrace: Sendable, Equatable {
  /// Its records up to `end`: what two machines that compute the same bits have in common.
  public let records: [TraceRecord]
  /// The `memory` record.
  public let memory: TraceRecord?

  /// Reads the bytes of a trace.
  ///
  /// - Throws: `TraceError` for bytes that are no records, or that stop before `end`.
  public init(_ bytes: [UInt8]) throws(TraceError) {
    guard bytes.count % TraceRecord.byteCount == 0 else {
      throw .cut(bytes: bytes.count)
    }
    var records: [TraceRecord] = []
    records.reserveCapacity(bytes.count / TraceRecord.byteCount)
    for offset in stride(from: 0, to: bytes.count, by: TraceRecord.byteCount) {
      let record = bytes.withUnsafeBytes {
        TraceRecord(UnsafeRawBufferPointer(rebasing: $0[offset...]))
      }
      guard let record else { throw .unknownKind(bytes[offset], offset: offset) }
      records.append(record)
    }
    memory = records.last?.kind == .memory ? records.removeLast() : nil
    guard records.last?.kind == .end else { throw .cut(bytes: bytes.count) }
    self.records = records
  }

  /// Score of each window, dB² in Q24.
  public var windowScoresQ24: [Int64] {
    records.compactMap { $0.kind == .score ? $0.value : nil }
  }

  /// Number of windows.
  public var windowCount: Int { records.count { $0.kind == .window } }

  /// Number of layer outputs, a layer counted once a window.
  public var layerCount: Int {
    records.count { $0.kind == .output || ($0.kind == .accumulators && $0.value == 0) }
  }
}

/// Why bytes are no trace.
public enum TraceError: Error, Equatable, CustomStringConvertible {
  /// It does not end with the `end` of a stream.
  case cut(bytes: Int)
  /// A record that is none.
  case unknownKind(UInt8, offset: Int)

  /// Three lines.
  public var description: String {
    switch self {
    case .cut(let bytes):
      """
      the target's trace is not complete
        \(bytes) bytes, records of \(TraceRecord.byteCount), the last of which is no end
        look for an error of the target above; is the disk full?
      """
    case .unknownKind(let kind, let offset):
      """
      the target's trace cannot be read
        offset \(offset): kind \(kind), known are 1…\(TraceRecord.Kind.memory.rawValue)
        build the programs again: `tools/cross TARGET`
      """
    }
  }
}
