import CHDF5Contents
import FloatModels

/// What was read out of a Keras file: texts of its root and arrays below `model_weights`.
///
/// The records come from a process that a hostile file may have in its hand, and are read with the
/// same suspicion as a file.
struct KerasContents {
  var texts: [String: String] = [:]
  /// In the file's order, by their paths: `dense/dense/kernel:0`.
  var arrays: [(path: String, tensor: Tensor)] = []

  /// Reads the records of `hdf5_contents.h`.
  ///
  /// - Throws: `damaged` where they break off or contradict themselves.
  init(records: [UInt8]) throws(InterchangeError.Problem) {
    var reader = RecordReader(records)
    var elements = 0
    while true {
      let kind = try reader.byte()
      switch Int(kind) {
      case HDF5_END:
        guard reader.isAtEnd else { throw RecordReader.refusal }
        return
      case HDF5_TEXT:
        let name = try reader.text(atMost: HDF5_MAXIMUM_NAME)
        texts[name] = try reader.text(atMost: HDF5_MAXIMUM_TEXT)
      case HDF5_ARRAY:
        let path = try reader.text(atMost: HDF5_MAXIMUM_NAME)
        let tensor = try reader.tensor()
        elements += tensor.values.count
        guard arrays.count < HDF5_MAXIMUM_ARRAYS, elements <= HDF5_MAXIMUM_ELEMENTS else {
          throw RecordReader.refusal
        }
        arrays.append((path, tensor))
      default:
        throw RecordReader.refusal
      }
    }
  }
}

/// Takes numbers, texts and arrays off the front of bytes.
private struct RecordReader {
  static let refusal = InterchangeError.Problem.damaged(
    format: "HDF5", found: "what was read of it breaks off or contradicts itself")

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func byte() throws(InterchangeError.Problem) -> UInt8 {
    guard position < bytes.count else { throw Self.refusal }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func text(atMost limit: Int) throws(InterchangeError.Problem) -> String {
    let count = Int(try number(UInt32.self))
    guard count <= limit, count <= bytes.count - position else { throw Self.refusal }
    defer { position += count }
    return String(decoding: bytes[position..<(position + count)], as: UTF8.self)
  }

  mutating func tensor() throws(InterchangeError.Problem) -> Tensor {
    let rank = Int(try number(UInt32.self))
    guard rank <= HDF5_MAXIMUM_RANK else { throw Self.refusal }
    var shape: [Int] = []
    var count = 1
    for _ in 0..<rank {
      let size = try number(UInt64.self)
      // Below 2²⁷ before each multiplication by at most 2²⁷.
      guard size <= HDF5_MAXIMUM_ELEMENTS, count <= HDF5_MAXIMUM_ELEMENTS else {
        throw Self.refusal
      }
      shape.append(Int(size))
      count *= Int(size)
    }
    guard count <= (bytes.count - position) / MemoryLayout<Float>.size else { throw Self.refusal }
    let start = position
    position += count * MemoryLayout<Float>.size
    let values = bytes.withUnsafeBytes { bytes in
      (0..<count).map {
        bytes.loadUnaligned(fromByteOffset: start + $0 * MemoryLayout<Float>.size, as: Float.self)
      }
    }
    return Tensor(shape: shape, values: values)
  }

  private mutating func number<Number: FixedWidthInteger>(
    _ type: Number.Type
  ) throws(InterchangeError.Problem) -> Number {
    let size = MemoryLayout<Number>.size
    guard size <= bytes.count - position else { throw Self.refusal }
    defer { position += size }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Number.self) }
  }
}
