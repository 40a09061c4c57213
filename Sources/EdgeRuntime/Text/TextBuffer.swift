/// Text put together in memory of the caller's: nothing is allocated, and what finds no room is
/// left off.
///
/// A device has to say what is wrong, and to write its results, without a heap.
public struct TextBuffer: ~Copyable {
  private let memory: UnsafeMutablePointer<UInt8>
  /// Bytes that fit.
  public let capacity: Int
  /// Bytes that were written.
  public private(set) var count = 0

  /// An empty text that may grow to `capacity` bytes of `memory`, which must outlive it.
  public init(_ memory: UnsafeMutablePointer<UInt8>, capacity: Int) {
    self.memory = memory
    self.capacity = capacity
  }

  /// The bytes written so far, UTF-8. Valid until the next change.
  public var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: UnsafePointer(memory), count: count)
  }

  /// Makes it empty.
  public mutating func clear() { count = 0 }

  /// Appends one byte.
  @inline(never)
  public mutating func append(byte: UInt8) {
    guard count < capacity else { return }
    memory[count] = byte
    count &+= 1
  }

  /// Appends a literal.
  @inline(never)
  public mutating func append(_ text: StaticString) {
    append(text.utf8Start, count: text.utf8CodeUnitCount)
  }

  /// Appends `count` bytes of UTF-8.
  public mutating func append(_ text: UnsafePointer<UInt8>, count length: Int) {
    for index in 0..<length { append(byte: text[index]) }
  }

  /// Appends a text of C, up to its terminating zero.
  @inline(never)
  public mutating func append(terminated text: UnsafePointer<CChar>) {
    var index = 0
    while text[index] != 0 {
      append(byte: UInt8(bitPattern: text[index]))
      index &+= 1
    }
  }

  /// Appends a whole number.
  @inline(never)
  public mutating func append(decimal value: Int64) {
    if value < 0 { append(byte: UInt8(ascii: "-")) }
    append(digits: value.magnitude, radix: 10, atLeast: 1)
  }

  /// Appends a refused number and what would have been accepted: `, found 3, allowed 4…5`.
  public mutating func append(found: Int64, allowed: ClosedRange<Int64>) {
    append(", found ")
    append(decimal: found)
    append(", allowed ")
    append(decimal: allowed.lowerBound)
    if allowed.lowerBound != allowed.upperBound {
      append("…")
      append(decimal: allowed.upperBound)
    }
  }

  /// Appends digits in a radix of 2…16, with zeros in front up to `minimum` of them (at most 64).
  public mutating func append(digits value: UInt64, radix: UInt64, atLeast minimum: Int) {
    var weight: UInt64 = 1
    var length = 1
    while value / weight >= radix {
      weight &*= radix
      length &+= 1
    }
    for _ in length..<max(minimum, length) { append(byte: UInt8(ascii: "0")) }
    while weight > 0 {
      let digit = UInt8(truncatingIfNeeded: value / weight % radix)
      append(byte: digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &- 10 &+ digit)
      weight /= radix
    }
  }
}
