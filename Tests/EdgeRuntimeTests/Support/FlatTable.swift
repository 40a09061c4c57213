/// A FlatBuffers table: a position from which a signed offset leads back to the places of its
/// fields. It trusts the file.
struct FlatTable {
  let bytes: [UInt8]
  let position: Int

  func unsigned32(_ offset: Int) -> Int { number(offset, size: 4) }

  /// Where a field's value stands, or nil if it has its default.
  private func place(_ field: Int) -> Int? {
    let fields = position - signed(number(position, size: 4))
    guard 4 + 2 * field < number(fields, size: 2) else { return nil }
    let offset = number(fields + 4 + 2 * field, size: 2)
    return offset == 0 ? nil : position + offset
  }

  private func signed(_ value: Int) -> Int { Int(Int32(truncatingIfNeeded: value)) }

  private func number(_ offset: Int, size: Int) -> Int {
    (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  func has(_ field: Int) -> Bool { place(field) != nil }

  func integer(_ field: Int, size: Int) -> Int { place(field).map { number($0, size: size) } ?? 0 }

  func float(_ field: Int) -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: integer(field, size: 4)))
  }

  /// Start and length of a vector.
  private func vector(_ field: Int) -> (start: Int, count: Int) {
    guard let place = place(field) else { return (0, 0) }
    let start = place + number(place, size: 4)
    return (start + 4, number(start, size: 4))
  }

  func count(_ field: Int) -> Int { vector(field).count }

  func integers(_ field: Int, size: Int = 4) -> [Int] {
    let (start, count) = vector(field)
    return (0..<count).map { index in
      let value = number(start + size * index, size: size)
      return size == 4 ? signed(value) : value
    }
  }

  func floats(_ field: Int) -> [Float] {
    integers(field).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
  }

  func octets(_ field: Int) -> [UInt8] {
    let (start, count) = vector(field)
    return Array(bytes[start..<start + count])
  }

  func table(_ field: Int) -> FlatTable {
    let place = place(field) ?? 0
    return FlatTable(bytes: bytes, position: place + number(place, size: 4))
  }

  func table(_ field: Int, _ index: Int) -> FlatTable {
    let place = vector(field).start + 4 * index
    return FlatTable(bytes: bytes, position: place + number(place, size: 4))
  }
}
