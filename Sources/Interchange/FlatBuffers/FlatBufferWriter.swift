/// Lays FlatBuffers data out, each table before what it leads to; the same tree gives the same
/// bytes.
struct FlatBufferWriter {
  private var bytes: [UInt8] = []
  /// Where a list of fields stands that tables may share.
  private var lists: [[UInt8]: Int] = [:]

  /// The file of a root table, with its identifier of four bytes.
  static func file(_ root: FlatObject, identifier: [UInt8]) -> [UInt8] {
    var writer = FlatBufferWriter()
    writer.bytes = [0, 0, 0, 0] + identifier
    writer.append(root, reachedFrom: 0)
    return writer.bytes
  }

  /// Appends an object and lets the offset at `place` lead to it. The depth is that of the schema.
  private mutating func append(_ object: FlatObject, reachedFrom place: Int) {
    switch object {
    case .table(let fields): append(fields, reachedFrom: place)
    case .tables(let tables):
      let start = startVector(tables.count, alignment: 4, reachedFrom: place)
      bytes += [UInt8](repeating: 0, count: 4 * tables.count)
      for (index, table) in tables.enumerated() {
        append(table, reachedFrom: start + 4 * index)
      }
    case .numbers(let numbers, let size, let alignment):
      _ = startVector(numbers.count / size, alignment: alignment, reachedFrom: place)
      bytes += numbers
    case .text(let text):
      _ = startVector(text.utf8.count, alignment: 1, reachedFrom: place)
      bytes += Array(text.utf8) + [0]
    }
  }

  private mutating func append(_ fields: [Int: FlatField], reachedFrom place: Int) {
    // Larger fields first, so that little is lost between them.
    let order = fields.sorted { ($1.value.size, $0.key) < ($0.value.size, $1.key) }
    var offsets: [Int: Int] = [:]
    var end = 4
    for (number, field) in order {
      end = Self.aligned(end, to: field.size)
      offsets[number] = end
      end += field.size
    }
    let list = list(offsets, tableBytes: end)
    pad(to: max(4, order.first?.value.size ?? 4))
    let start = bytes.count
    link(place, to: start)
    bytes += [UInt8](repeating: 0, count: end)
    set(UInt32(bitPattern: Int32(start - list)), at: start)
    for (number, field) in order {
      let offset = start + (offsets[number] ?? 0)
      switch field {
      case .number(let number): bytes.replaceSubrange(offset..<offset + number.count, with: number)
      case .object(let object): append(object, reachedFrom: offset)
      }
    }
  }

  /// Where the list of a table's fields stands; it is appended unless another table has the same.
  private mutating func list(_ offsets: [Int: Int], tableBytes: Int) -> Int {
    let count = (offsets.keys.max() ?? -1) + 1
    let words = [4 + 2 * count, tableBytes] + (0..<count).map { offsets[$0] ?? 0 }
    let list = words.flatMap {
      [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
    }
    if let place = lists[list] { return place }
    pad(to: 2)
    lists[list] = bytes.count
    bytes += list
    return bytes.count - list.count
  }

  /// Appends the length of a vector and returns where its first element goes.
  private mutating func startVector(
    _ count: Int, alignment: Int, reachedFrom place: Int
  ) -> Int {
    pad(to: 4)
    while (bytes.count + 4) % alignment != 0 { bytes += [0, 0, 0, 0] }
    link(place, to: bytes.count)
    withUnsafeBytes(of: UInt32(count).littleEndian) { bytes += $0 }
    return bytes.count
  }

  private mutating func link(_ place: Int, to target: Int) {
    set(UInt32(target - place), at: place)
  }

  private mutating func set(_ value: UInt32, at place: Int) {
    for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
  }

  private mutating func pad(to alignment: Int) {
    bytes += [UInt8](
      repeating: 0, count: Self.aligned(bytes.count, to: alignment) - bytes.count)
  }

  private static func aligned(_ value: Int, to alignment: Int) -> Int {
    (value + alignment - 1) / alignment * alignment
  }
}
