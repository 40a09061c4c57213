/// One line of a trace: what a detector had computed at one of its steps.
///
/// A trace is a sequence of records of 24 bytes, little-endian: kind (8 bits), network (8), layer
/// (16), index, count, checksum (32 each) and value (64). Two machines that compute the same bits
/// write the same bytes, but for the `memory` record.
public struct TraceRecord: Sendable, Equatable {
  /// What was computed. The comments say what the fields hold; what they do not name is 0.
  public enum Kind: UInt8, Sendable {
    /// The model was checked. Count: bytes of the file. Value: bytes of
    /// the detector's memory.
    case start = 1
    /// A frame of log-mel. Index: of the frame. Count and checksum: of its Int16.
    case frame = 2
    /// A window is complete. Index: of the window. Count and checksum: of its Int16.
    case window = 3
    /// A network's input. Index: of the window. Count and checksum: of its Int8 or Int16.
    case input = 4
    /// A layer's output. Index: of the window. Count and checksum: of its Int8 or Int16.
    case output = 5
    /// A part of the last layer. Index: of the window. Count and checksum: of its Int32 or Int64.
    /// Value: its first element.
    case accumulators = 6
    /// The score head has taken that part. Index: of the window. Value: the sum of squared errors
    /// so far, Q26.
    case squaredErrors = 7
    /// The window's score. Index: of the window. Value: dB² in Q24.
    case score = 8
    /// A decision. Count: its windows. Checksum: probability (Q15), bit 16 for an anomaly, bit 17
    /// for a complete one. Value: dB² in Q24.
    case decision = 9
    /// A chunk of input was used up. Count: its Int16.
    case pause = 10
    /// The stream was ended.
    case end = 11
    /// The last record. Count: bytes of memory that the program had to give. Value: most bytes of
    /// stack that were in use.
    case memory = 12
  }

  /// Bytes of a record.
  public static let byteCount = 24

  /// What was computed.
  public var kind: Kind
  /// Of an ensemble, from 0.
  public var network: UInt8
  /// Of the network, from 0.
  public var layer: UInt16
  /// Number of a frame or window since the start.
  public var index: UInt32
  /// Number of elements.
  public var count: UInt32
  /// CRC-32 of the elements as they lie in memory.
  public var checksum: UInt32
  /// A result.
  public var value: Int64

  /// A record; what is not given is 0.
  public init(
    _ kind: Kind, network: Int = 0, layer: Int = 0, index: UInt32 = 0, count: Int = 0,
    checksum: UInt32 = 0, value: Int64 = 0
  ) {
    self.kind = kind
    self.network = UInt8(truncatingIfNeeded: network)
    self.layer = UInt16(truncatingIfNeeded: layer)
    self.index = index
    self.count = UInt32(truncatingIfNeeded: count)
    self.checksum = checksum
    self.value = value
  }
}

extension TraceRecord {
  /// Hands the record's bytes to a reader; they are valid only during the call.
  public func encoded(_ body: (UnsafeRawBufferPointer) -> Void) {
    let head =
      UInt32(truncatingIfNeeded: kind.rawValue) | UInt32(truncatingIfNeeded: network) &<< 8
      | UInt32(truncatingIfNeeded: layer) &<< 16
    let words = (
      head.littleEndian, index.littleEndian, count.littleEndian, checksum.littleEndian,
      UInt32(truncatingIfNeeded: value).littleEndian,
      UInt32(truncatingIfNeeded: value &>> 32).littleEndian
    )
    withUnsafeBytes(of: words) { body($0) }
  }
}

#if !hasFeature(Embedded)
  extension TraceRecord {
    /// Reads a record from the first 24 of at least as many bytes; nil for an unknown kind.
    public init?(_ bytes: UnsafeRawBufferPointer) {
      let head = Self.word(bytes, 0)
      guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: head)) else { return nil }
      let value =
        UInt64(widening: Self.word(bytes, 5)) &<< 32 | UInt64(widening: Self.word(bytes, 4))
      self.init(
        kind, network: Int(head &>> 8 & 0xFF), layer: Int(head &>> 16),
        index: Self.word(bytes, 1), count: Int(truncatingIfNeeded: Self.word(bytes, 2)),
        checksum: Self.word(bytes, 3), value: Int64(bitPattern: value))
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt32 {
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 &* index, as: UInt32.self))
    }
  }
#endif
