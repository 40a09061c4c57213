/// Numbers in a row within FlatBuffers data, read in place.
struct FlatVector<Element: FixedWidthInteger>: Sendable where Element: Sendable {
  private let buffer: FlatBuffer
  /// Where the elements lie; checked.
  let extent: Range<Int>

  init(_ buffer: FlatBuffer, _ extent: Range<Int>) {
    self.buffer = buffer
    self.extent = extent
  }

  var count: Int { extent.count / MemoryLayout<Element>.size }

  /// Element `index`, in 0 ..< `count`.
  subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count)
    return buffer.load(extent.lowerBound + index * MemoryLayout<Element>.size, as: Element.self)
  }

  /// All of them, copied at once: files hold millions.
  var array: [Element] {
    [Element](unsafeUninitializedCapacity: count) { target, filled in
      filled = count
      buffer.bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(target).copyMemory(from: .init(rebasing: $0[extent]))
      }
      #if _endian(big)
        for index in target.indices { target[index] = Element(littleEndian: target[index]) }
      #endif
    }
  }
}

/// Tables in a row, each of which is checked when it is asked for.
struct FlatTables: Sendable {
  let buffer: FlatBuffer
  /// What each is called in messages.
  let name: StaticString
  /// Where their offsets lie; checked.
  let extent: Range<Int>

  var count: Int { extent.count / 4 }

  /// Table `index`, in 0 ..< `count`.
  func table(_ index: Int) throws(InterchangeError.Problem) -> FlatTable {
    precondition(index >= 0 && index < count)
    return try FlatTable(
      buffer, reachedFrom: extent.lowerBound + 4 * index, FlatPlace(name, index))
  }
}
