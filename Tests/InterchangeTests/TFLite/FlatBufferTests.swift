import SeededRandom
import Testing

@testable import Interchange

/// FlatBuffers data, well-formed and otherwise.
@Suite("FlatTable: every access is checked")
struct FlatBufferTests {
  /// A table with fields of all kinds.
  static let sample = FlatBufferWriter.file(
    .table([
      0: .integer(Int8(-7)), 1: .integer(UInt64(0x0123_4567_89AB_CDEF)), 2: .float(1.5),
      4: .object(.text("heard")), 5: .object(.integers([Int32(3), -4, 5])),
      6: .object(.tables([.table([0: .flag(true)]), .table([1: .integer(Int16(9))])])),
      7: .object(.table([2: .integer(Int32(42))])),
      8: .object(.numbers([1, 2, 3], size: 1, alignment: 16)),
    ]), identifier: Array("TEST".utf8))

  static func root(_ bytes: [UInt8]) throws -> FlatTable {
    try FlatBuffer(bytes: bytes, format: "Test").root("root")
  }

  /// Reads all that `sample` holds.
  static func checkContents(_ bytes: [UInt8]) throws {
    let root = try root(bytes)
    #expect(try root.integer(0, default: Int8(0), "a") == -7)
    #expect(try root.integer(1, default: UInt64(0), "b") == 0x0123_4567_89AB_CDEF)
    #expect(try root.float(2, default: 0, "c") == 1.5)
    #expect(try root.integer(3, default: Int32(11), "absent") == 11)
    #expect(try root.integer(99, default: Int32(12), "unknown") == 12)
    #expect(try root.text(4, upTo: 100, "text") == "heard")
    #expect(try root.text(4, upTo: 2, "text") == "he")
    #expect(try root.vector(5, of: Int32.self, "numbers").array == [3, -4, 5])
    let tables = try root.tables(6, called: "part", atMost: 2, "parts")
    #expect(tables.count == 2)
    #expect(try tables.table(0).flag(0, "flag"))
    #expect(try tables.table(1).integer(1, default: Int16(0), "number") == 9)
    #expect(
      try root.table(7, FlatPlace("inner"), "inner")?.integer(2, default: Int32(0), "x") == 42)
    #expect(try root.table(3, FlatPlace("absent"), "absent") == nil)
    #expect(try root.vector(8, of: UInt8.self, "bytes").array == [1, 2, 3])
    #expect(try root.vector(3, of: Int64.self, "absent").count == 0)
  }

  @Test("what is written is read")
  func roundTrip() throws { try Self.checkContents(Self.sample) }

  @Test("vectors start where they are asked to")
  func alignment() throws {
    let root = try Self.root(Self.sample)
    #expect(try root.vector(8, of: UInt8.self, "bytes").extent.lowerBound % 16 == 0)
    #expect(try root.vector(5, of: Int32.self, "numbers").extent.lowerBound % 4 == 0)
  }

  @Test("data at odd addresses is read all the same", arguments: 1...3)
  func noAlignmentIsNeeded(_ shift: Int) throws {
    var bytes = Self.sample
    bytes.insert(contentsOf: [UInt8](repeating: 0xEE, count: shift), at: 8)
    bytes[0] += UInt8(shift)
    try Self.checkContents(bytes)
  }

  /// Where the root table and its list of fields stand in `sample`.
  static let (table, list): (Int, Int) = {
    let table = Int(sample[0]) | Int(sample[1]) << 8
    return (table, table - Int(sample[table]) - Int(sample[table + 1]) << 8)
  }()

  /// A change of some bytes, what is then read, and words of the refusal.
  struct Attack: Sendable, CustomStringConvertible {
    let description: String
    let change: @Sendable (inout [UInt8]) -> Void
    let words: String

    init(
      _ description: String, _ words: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) {
      (self.description, self.change, self.words) = (description, change, words)
    }
  }

  /// Where the offset of a field of the root stands.
  static func field(_ number: Int) -> Int {
    table + Int(sample[list + 4 + 2 * number]) + Int(sample[list + 5 + 2 * number]) << 8
  }

  static let attacks = [
    Attack("root at itself", "root: offset, offset 0x0: 0,") { $0.set(0, at: 0) },
    Attack("root beyond the end", "root: offset") { $0.set(.max, at: 0) },
    Attack("root at the last three bytes", "root: offset") { $0.set(UInt32($0.count - 3), at: 0) },
    Attack("list of fields before the start", "list of fields") { $0.set(0x7FFF_FFFF, at: table) },
    Attack("list of fields beyond the end", "list of fields") { $0.set(0x8000_0000, at: table) },
    Attack("list too short for itself", "even length") { $0.set16(2, at: list) },
    Attack("list of odd length", "even length") { $0.set16(13, at: list) },
    Attack("list beyond the end", "even length") { $0.set16(0xFFFE, at: list) },
    Attack("table beyond the end", "root: length") { $0.set16(0xFFFF, at: list + 2) },
    Attack("field within the table's own offset", "place of b") { $0.set16(2, at: list + 6) },
    Attack("field beyond the table", "place of b") { $0.set16(0x7000, at: list + 6) },
    Attack("field that ends beyond the table", "place of b") { bytes in
      bytes.set16(UInt16(bytes[list + 2]) - 7, at: list + 6)
    },
    Attack("text beyond the end", "root: text") { $0.set(0xFFFF_FFF0, at: field(4)) },
    Attack("vector at its own offset", "root: numbers") { $0.set(0, at: field(5)) },
    Attack("vector longer than the data", "number of numbers") { bytes in
      let start = field(5) + Int(bytes[field(5)])
      bytes.set(0x4000_0001, at: start)
    },
    Attack("more tables than allowed", "number of parts") { bytes in
      let start = field(6) + Int(bytes[field(6)])
      bytes.set(3, at: start)
    },
    Attack("table of a vector beyond the end", "part 1: offset") { bytes in
      let start = field(6) + Int(bytes[field(6)])
      bytes.set(0x7FFF_FFFF, at: start + 8)
    },
  ]

  @Test("an impossible number is refused with place, value and limits", arguments: attacks)
  func attacksAreRefused(_ attack: Attack) throws {
    var bytes = Self.sample
    attack.change(&bytes)
    #expect(bytes != Self.sample)
    let error = #expect(throws: InterchangeError.Problem.self) { try Self.checkContents(bytes) }
    guard case .damaged("Test", let found)? = error else {
      Issue.record("another refusal: \(String(describing: error))")
      return
    }
    #expect(found.contains(attack.words))
    #expect(found.contains("offset 0x") && found.contains(", allowed "))
  }

  @Test("cut data is refused, wherever it is cut")
  func truncations() {
    for length in 8..<Self.sample.count {
      // The last bytes are those of the last vector, so that every cut takes something away.
      #expect(throws: InterchangeError.Problem.self) {
        try Self.checkContents(Array(Self.sample.prefix(length)))
      }
    }
  }

  @Test("random bytes do no harm")
  func randomBytes() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<20_000 {
      var bytes = Self.sample
      for _ in 0...random.integer(below: 4) {
        bytes[random.integer(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      if let root = try? Self.root(bytes) {
        _ = try? root.text(4, upTo: 100, "text")
        _ = try? root.vector(5, of: Int32.self, "numbers").array
        if let tables = try? root.tables(6, called: "part", atMost: 9, "parts") {
          for index in 0..<tables.count { _ = try? tables.table(index).flag(0, "flag") }
        }
      }
    }
  }
}

extension [UInt8] {
  fileprivate mutating func set(_ value: UInt32, at offset: Int) {
    for byte in 0..<4 { self[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
  }

  fileprivate mutating func set16(_ value: UInt16, at offset: Int) {
    self[offset] = UInt8(truncatingIfNeeded: value)
    self[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
  }
}
