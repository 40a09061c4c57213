import AtomicFile
import Foundation

/// `.npy` files, which every Python opens. The bytes are taken as hostile: nothing is believed of a
/// header that the file's length does not bear out.
public enum NumpyFile {
  /// Reads a whole file. Arrays in Fortran order and in either byte order are brought to C order.
  public static func read(_ path: String) throws(NumpyFileError) -> NumpyArray {
    try decode(try bytes(of: path), path: path)
  }

  /// Writes an array, little-endian and in C order, whole or not at all.
  public static func write(_ array: NumpyArray, to path: String) throws(NumpyFileError) {
    do throws(AtomicFileError) {
      try AtomicFile.write(encode(array), to: path)
    } catch {
      throw .unwritable(error)
    }
  }

  /// The file's bytes.
  public static func encode(_ array: NumpyArray) -> [UInt8] {
    encode(array, comment: nil)
  }

  static func encode(_ array: NumpyArray, comment: String?) -> [UInt8] {
    let (descr, data) =
      switch array.elements {
      case .int8(let values): ("|i1", littleEndian(values))
      case .uint8(let values): ("|u1", values)
      case .int16(let values): ("<i2", littleEndian(values))
      case .uint16(let values): ("<u2", littleEndian(values))
      case .int32(let values): ("<i4", littleEndian(values))
      case .uint32(let values): ("<u4", littleEndian(values))
      case .int64(let values): ("<i8", littleEndian(values))
      case .float32(let values): ("<f4", littleEndian(values.map(\.bitPattern)))
      case .float64(let values): ("<f8", littleEndian(values.map(\.bitPattern)))
      }
    return NumpyHeader.bytes(descr: descr, shape: array.shape, comment: comment) + data
  }

  /// - Parameter path: for messages.
  static func decode(_ bytes: [UInt8], path: String) throws(NumpyFileError) -> NumpyArray {
    let (header, type) = try described(by: bytes, fileSize: bytes.count, path)
    var data = Array(bytes[header.dataOffset...])
    if header.isFortranOrder { data = transposed(data, header.shape, elementBytes: type.bytes) }
    return NumpyArray(shape: header.shape, elements: type.elements(data))
  }

  /// The lengths of the axes, read from the header only; the file is as long as they need.
  public static func shape(_ path: String) throws(NumpyFileError) -> [Int] {
    var size = 0
    let start = try bytes(of: path, atMost: 12 + NumpyHeader.longest, fileSize: &size)
    return try described(by: start, fileSize: size, path).header.shape
  }

  /// What a header says, once it is borne out by the file's length.
  private static func described(
    by bytes: [UInt8], fileSize: Int, _ path: String
  ) throws(NumpyFileError) -> (header: NumpyHeader, type: ElementType) {
    let header: NumpyHeader
    do throws(NumpyHeader.Refusal) {
      header = try NumpyHeader(bytes)
    } catch {
      throw .notNumpy(path, reason: error.reason)
    }
    if header.descr.contains("O") { throw .pickled(path) }
    guard let type = ElementType(descr: header.descr) else {
      throw .unsupportedType(path, found: "'\(header.descr)'")
    }
    var count = 1
    for length in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      // The bound keeps bytes and strides within Int.
      guard !overflow, product <= 1 << 48 else {
        throw .notNumpy(path, reason: "its shape holds more elements than any file")
      }
      count = product
    }
    let found = fileSize - header.dataOffset
    guard found == count * type.bytes else {
      throw .wrongLength(path, expected: count * type.bytes, found: found)
    }
    return (header, type)
  }

  static func bytes(of path: String) throws(NumpyFileError) -> [UInt8] {
    var size = 0
    return try bytes(of: path, atMost: .max, fileSize: &size)
  }

  private static func bytes(
    of path: String, atMost limit: Int, fileSize: inout Int
  ) throws(NumpyFileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .unreadable(path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path, reason: "it is no file")
    }
    fileSize = Int(status.st_size)
    let size = min(fileSize, limit)
    var failure: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Foundation.read(descriptor, buffer.baseAddress! + count, size - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { return }
        count += got
      }
    }
    if let failure { throw .unreadable(path, reason: String(cString: strerror(failure))) }
    return bytes
  }

  private static func littleEndian<Integer: FixedWidthInteger>(_ values: [Integer]) -> [UInt8] {
    values.map(\.littleEndian).withUnsafeBytes { Array($0) }
  }

  /// Elements from first index fastest to last index fastest.
  private static func transposed(
    _ data: [UInt8], _ shape: [Int], elementBytes: Int
  ) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: data.count)
    var index = [Int](repeating: 0, count: shape.count)
    for position in 0..<(data.count / max(elementBytes, 1)) {
      var source = 0
      for axis in shape.indices.reversed() { source = source * shape[axis] + index[axis] }
      for byte in 0..<elementBytes {
        result[position * elementBytes + byte] = data[source * elementBytes + byte]
      }
      for axis in shape.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
    }
    return result
  }
}
