/// What must hold for a tensor's record alone.
extension IntegerNetwork {
  /// Checks shape, element type, scale, zero point and place.
  func checkTensor(_ index: Int) throws(ModelError) {
    typealias Record = ModelFile.Tensor
    let at = tensorRecord(index)
    let elements = Int64(widening: ModelLimits.elements)
    let height = try bytes.expect("height of a tensor", at: at + Record.height, in: 1...elements)
    let width = try bytes.expect("width of a tensor", at: at + Record.width, in: 1...elements)
    let channels = try bytes.expect(
      "channels of a tensor", at: at + Record.channels, in: 1...elements)
    // Three factors of at most 2²⁰: no overflow.
    let count = Int64(widening: height) * Int64(widening: width) * Int64(widening: channels)
    try bytes.expect("elements of a tensor", count, at: at, in: 1...elements)
    try bytes.expect("element type", at: at + Record.elementType, in: 1...2, .unsupported)
    try bytes.expectScale(at: at + Record.scale)
    let isWide = bytes.word(at + Record.elementType) == ModelFile.ElementType.int16.rawValue
    try bytes.expectSigned(
      "zero point", at: at + Record.zeroPoint, in: isWide ? 0...0 : -128...127)
    try bytes.expectZeros(at + 28..<at + Record.byteCount)
    // Whether a last tensor may be without a place is known when its score head is read.
    if index == tensorCount - 1, bytes.word(at + Record.arenaOffset) == ModelFile.none { return }
    let size = isWide ? 2 * count : count
    let room = Int64(widening: ModelLimits.activationBytes) - size
    let place = try bytes.expect("place of a tensor", at: at + Record.arenaOffset, in: 0...room)
    if isWide {
      try bytes.expect(
        "misalignment of a tensor's place", Int64(widening: place & 1), at: at + Record.arenaOffset,
        in: 0...0)
    }
  }
}

extension IntegerTensor {
  /// Size along an axis: 0 rows, 1 columns, 2 channels.
  func size(_ axis: Int) -> Int {
    switch axis {
    case 0: height
    case 1: width
    default: channels
    }
  }
}
