/// Shapes and element types of the layers without weights.
extension IntegerNetwork {
  /// Checks what the kind's output has to have in common with its inputs.
  func checkShapes(
    _ at: Int, _ input: IntegerTensor, _ output: IntegerTensor
  ) throws(ModelError) {
    let kind = kind(at)
    switch kind {
    case .copy:
      try bytes.expect(
        "elements of a copy", Int64(widening: output.count), at: at,
        in: Int64(widening: input.count)...Int64(widening: input.count))
    case .mean: try checkMean(at, input, output)
    case .pad: try checkPad(at, input, output)
    case .concatenate: try checkConcatenation(at, output)
    default:
      for axis in 0..<3 { try expectSize(of: output, axis, input.size(axis), at) }
      if kind == .add {
        let other = tensor(bytes.index(at + ModelFile.Layer.inputs + 4))
        for axis in 0..<3 { try expectSize(of: other, axis, input.size(axis), at) }
        try expectType(of: other, like: input, at)
      }
    }
    if kind != .rescale { try expectType(of: output, like: input, at) }
    switch kind {
    case .lookup: try expectType(of: input, .int8, at)
    case .logistic, .tanh: try expectType(of: input, .int16, at)
    default: break
    }
  }

  func expectType(
    of tensor: IntegerTensor, like other: IntegerTensor, _ at: Int
  ) throws(ModelError) {
    try expectType(of: tensor, other.elementType, at)
  }

  private func expectType(
    of tensor: IntegerTensor, _ type: ModelFile.ElementType, _ at: Int
  ) throws(ModelError) {
    let wanted = Int64(widening: type.rawValue)
    try bytes.expect(
      "element type of a layer's tensor", Int64(widening: tensor.elementType.rawValue), at: at,
      in: wanted...wanted)
  }

  private func expectSize(
    of tensor: IntegerTensor, _ axis: Int, _ size: Int, _ at: Int
  ) throws(ModelError) {
    try bytes.expect(
      "size of a layer's tensor", Int64(widening: tensor.size(axis)), at: at,
      in: Int64(widening: size)...Int64(widening: size))
  }

  private func checkMean(
    _ at: Int, _ input: IntegerTensor, _ output: IntegerTensor
  ) throws(ModelError) {
    let field = at + ModelFile.Layer.axis
    let axes = try bytes.expect("axes of a mean", at: field, in: 1...7)
    for axis in 0..<3 {
      try expectSize(of: output, axis, axes >> axis & 1 == 1 ? 1 : input.size(axis), at)
    }
    // Sums of so many elements fit an Int32.
    let most: Int64 = input.elementType == .int8 ? 1 &<< 20 : 1 &<< 15
    try bytes.expect(
      "elements of a mean", Int64(widening: input.count / output.count), at: field, in: 1...most)
  }

  private func checkPad(
    _ at: Int, _ input: IntegerTensor, _ output: IntegerTensor
  ) throws(ModelError) {
    typealias Record = ModelFile.Layer
    let rows = Int64(widening: output.height) - Int64(widening: input.height)
    let columns = Int64(widening: output.width) - Int64(widening: input.width)
    try bytes.expect("rows that are padding", rows, at: at, in: 0...max(rows, 0))
    try bytes.expect("columns that are padding", columns, at: at, in: 0...max(columns, 0))
    try bytes.expect("rows of padding", at: at + Record.padTop, in: 0...rows)
    try bytes.expect("columns of padding", at: at + Record.padLeft, in: 0...columns)
    try expectSize(of: output, 2, input.channels, at)
    try bytes.expectSigned("fill", at: at + Record.fill, in: output.elementType.range)
  }

  private func checkConcatenation(
    _ at: Int, _ output: IntegerTensor
  ) throws(ModelError) {
    typealias Record = ModelFile.Layer
    let joined = try bytes.expect("axis of a concatenation", at: at + Record.axis, in: 0...2)
    var size = 0
    for number in 0..<Record.inputCapacity where input(at, number) != ModelFile.none {
      let part = tensor(bytes.index(at + Record.inputs + 4 * number))
      for axis in 0..<3 where axis != joined {
        try expectSize(of: part, axis, output.size(axis), at)
      }
      try expectType(of: part, like: output, at)
      // Four sizes of at most 2²⁰.
      size += part.size(joined)
    }
    try expectSize(of: output, joined, size, at)
  }
}
