/// What must hold for a tensor's and a layer's record alone, before anything they point at is read.
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
    try bytes.expect("element type", at: at + Record.elementType, in: 1...1, .unsupported)
    try bytes.expectScale(at: at + Record.scale)
    try bytes.expectSigned("zero point", at: at + Record.zeroPoint, in: -128...127)
    try bytes.expectZeros(at + 28..<at + Record.byteCount)
    if index == tensorCount - 1 {
      let none = Int64(widening: ModelFile.none)
      try bytes.expect(
        "place of the last tensor (it has none)",
        Int64(widening: bytes.word(at + Record.arenaOffset)),
        at: at + Record.arenaOffset, in: none...none)
    } else {
      let room = Int64(widening: ModelLimits.activationBytes) - count
      try bytes.expect("place of a tensor", at: at + Record.arenaOffset, in: 0...room)
    }
  }

  /// Checks kind, inputs, output, geometry, clamp and the number of weights.
  func checkLayer(_ index: Int) throws(ModelError) {
    typealias Record = ModelFile.Layer
    let at = layerRecord(index)
    try bytes.expect("layer kind", at: at + Record.kind, in: 1...3, .unsupported)
    try bytes.expect("input of a layer", at: at + Record.inputs, in: 0...Int64(widening: index))
    for further in 1..<Record.inputCapacity {
      let field = at + Record.inputs + 4 * further
      let none = Int64(widening: ModelFile.none)
      try bytes.expect(
        "further input of a layer", Int64(widening: bytes.word(field)), at: field, in: none...none)
    }
    try bytes.expect("output of a layer", at: at + Record.output, equals: index + 1)
    let low = try bytes.expectSigned("lower clamp", at: at + Record.clampMin, in: -128...127)
    try bytes.expectSigned("upper clamp", at: at + Record.clampMax, in: Int64(widening: low)...127)
    try bytes.expectZeros(at + 80..<at + Record.byteCount)
    let weights = try checkGeometry(at)
    try bytes.expect(
      "weights of a layer", Int64(widening: bytes.word(at + Record.weightCount)),
      at: at + Record.weightCount, in: weights...weights)
  }

  /// Checks the kernel against the shapes and returns the number of weights that they need.
  private func checkGeometry(_ at: Int) throws(ModelError) -> Int64 {
    typealias Record = ModelFile.Layer
    let input = tensor(bytes.index(at + Record.inputs))
    let output = tensor(bytes.index(at + Record.output))
    if bytes.word(at + Record.kind) == ModelFile.LayerKind.fullyConnected.rawValue {
      try bytes.expectZeros(at + Record.kernelHeight..<at + Record.clampMin)
      try bytes.expect(
        "rows and columns of a vector", Int64(widening: output.height * output.width), at: at,
        in: 1...1)
      // Both counts are at most 2²⁰.
      return Int64(widening: input.count) * Int64(widening: output.channels)
    }
    let kernels = 1...Int64(widening: ModelLimits.kernel)
    let height = try bytes.expect("kernel height", at: at + Record.kernelHeight, in: kernels)
    let width = try bytes.expect("kernel width", at: at + Record.kernelWidth, in: kernels)
    try bytes.expect("stride", at: at + Record.stride, in: 1...Int64(widening: ModelLimits.stride))
    try bytes.expect("rows of padding", at: at + Record.padTop, in: 0...Int64(widening: height - 1))
    try bytes.expect(
      "columns of padding", at: at + Record.padLeft, in: 0...Int64(widening: width - 1))
    try checkAxis(at, Record.padTop, kernel: height, input.height, output.height)
    try checkAxis(at, Record.padLeft, kernel: width, input.width, output.width)
    let patch = Int64(widening: input.channels) * Int64(widening: height * width)
    try bytes.expect(
      "elements that an output sees", patch, at: at + Record.kernelHeight,
      in: 1...Int64(widening: ModelLimits.patch))
    return Int64(widening: output.channels) * patch
  }

  /// Checks along one axis that the output's last element still sees a part of the input.
  private func checkAxis(
    _ at: Int, _ padField: Int, kernel: Int, _ input: Int, _ output: Int
  ) throws(ModelError) {
    let pad = Int64(widening: bytes.index(at + padField))
    let stride = Int64(widening: bytes.index(at + ModelFile.Layer.stride))
    let kind = ModelFile.LayerKind(rawValue: bytes.word(at + ModelFile.Layer.kind))
    let longest =
      kind == .convolution
      ? (Int64(widening: input) - 1 + pad) / stride + 1
      : (Int64(widening: input) - 1) * stride + max(Int64(widening: kernel), stride) - pad
    guard longest >= 1, Int64(widening: output) <= longest else {
      throw ModelError(
        .invalid, "output size of a convolution", offset: at + padField,
        found: Int64(widening: output),
        allowed: 1...max(longest, 1))
    }
  }
}
