/// The weights of a layer that has one row of weights an output channel.
///
/// A kernel keeps this of its layer and not the layer, which is ten times as large.
struct WeightRows {
  /// Number of rows.
  let count: Int
  /// Weights of a row.
  let length: Int
  /// Whether sums are kept in 64 bits.
  let isWide: Bool
  private let weights: UnsafeRawPointer
  private let type: ModelFile.ArrayType
  private let scratch: UnsafeMutableRawPointer

  /// - Parameter scratch: room for unpacked rows, aligned to 16: `byteCount(_:slots:)`, or
  ///   `wideByteCount(_:)` for who asks for rows of Int16.
  init(_ layer: IntegerLayer, scratch: UnsafeMutableRawPointer) {
    count = layer.output.channels
    length = layer.weightsPerChannel
    isWide = layer.hasWideAccumulators
    weights = layer.weights
    type = layer.weightType
    self.scratch = scratch
  }

  /// Scratch bytes with which `slots` rows can be read as int8 at a time.
  static func byteCount(_ layer: IntegerLayer, slots: Int) -> Int {
    layer.weightType == .int4 ? slots * slotBytes(layer.weightsPerChannel) : 0
  }

  /// Scratch bytes with which a row can be read as Int16.
  static func wideByteCount(_ layer: IntegerLayer) -> Int {
    layer.weightType == .int16 ? 0 : 2 * slotBytes(layer.weightsPerChannel)
  }

  /// A row with the 15 bytes after it that a vector may read.
  private static func slotBytes(_ length: Int) -> Int { Patches.padded(length + 15) }

  /// A row of int8 weights, or one of 4-bit weights, which stays until its slot is used again.
  @inline(__always)
  func row(_ index: Int, slot: Int) -> UnsafePointer<Int8> {
    if type == .int4 { return unpackedRow(index, scratch + slot &* Self.slotBytes(length)) }
    return weights.assumingMemoryBound(to: Int8.self) + index &* length
  }

  /// Whether rows have to be unpacked.
  var arePacked: Bool { type == .int4 }

  /// Rows of `count` units from `unit` on, four at most where they are packed. Where they are, anything
  /// stands for those missing.
  @inline(__always)
  func fourRows(_ unit: Int, _ count: Int) -> FourRows {
    guard arePacked else { return FourRows(first: row(unit, slot: 0), stride: length) }
    for slot in 0..<count { _ = row(unit &+ slot, slot: slot) }
    return FourRows(
      first: UnsafePointer(scratch.assumingMemoryBound(to: Int8.self)),
      stride: Self.slotBytes(length))
  }

  /// A row of any weights; it stays until the next one is asked for.
  @inline(never)
  func wideRow(_ index: Int) -> UnsafePointer<Int16> {
    if type == .int16 { return weights.assumingMemoryBound(to: Int16.self) + index &* length }
    let target = scratch.assumingMemoryBound(to: Int16.self)
    // The upper half of the room is for unpacking; what is read there is always ahead.
    let narrow = row(index, slot: 1)
    for element in 0..<length { target[element] = Int16(narrow[element]) }
    return UnsafePointer(target)
  }

  /// A row may start in the middle of a byte.
  @inline(never)
  private func unpackedRow(
    _ index: Int, _ target: UnsafeMutableRawPointer
  ) -> UnsafePointer<Int8> {
    let row = target.assumingMemoryBound(to: Int8.self)
    Nibbles(weights).unpack(from: index &* length, count: length, into: row)
    return UnsafePointer(row)
  }
}

/// Four rows of weights that lie evenly apart.
struct FourRows {
  let first: UnsafePointer<Int8>
  /// Bytes from one to the next.
  let stride: Int

  /// Row `index`.
  @inline(__always)
  subscript(index: Int) -> UnsafePointer<Int8> { first + index &* stride }
}
