/// What must hold for a layer's record alone, before anything it points at is read.
extension IntegerNetwork {
  /// Checks kind, inputs, output, clamp and all that the kind has of its own.
  func checkLayer(_ index: Int) throws(ModelError) {
    typealias Record = ModelFile.Layer
    let at = layerRecord(index)
    try bytes.expect("layer kind", at: at + Record.kind, in: 1...16, .unsupported)
    try checkInputs(index, at)
    try bytes.expect("output of a layer", at: at + Record.output, equals: index + 1)
    let range = tensor(index + 1).elementType.range
    let low = try bytes.expectSigned("lower clamp", at: at + Record.clampMin, in: range)
    try bytes.expectSigned(
      "upper clamp", at: at + Record.clampMax, in: Int64(widening: low)...range.upperBound)
    try bytes.expectZeros(at + 112..<at + Record.byteCount)
    try checkUnusedFields(at)
    try checkArrayTypes(at)
    let (input, output) = (tensor(bytes.index(at + Record.inputs)), tensor(index + 1))
    let weights: Int64
    switch kind(at) {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution:
      weights = try checkLinear(at, input, output)
    case .averagePool, .maximumPool:
      weights = 0
      try checkPool(at, input, output)
    case .mean, .add, .concatenate, .pad, .copy, .rescale, .lookup, .logistic, .tanh, .softmax:
      weights = kind(at).tableCount(output.elementType)
      try checkShapes(at, input, output)
    }
    try bytes.expect(
      "weights of a layer", Int64(widening: bytes.word(at + Record.weightCount)),
      at: at + Record.weightCount, in: weights...weights)
  }

  /// Checks that the layer reads as many tensors as its kind does, all of them made before it.
  private func checkInputs(_ index: Int, _ at: Int) throws(ModelError) {
    let wanted = kind(at).inputCounts
    var count = 0
    for number in 0..<ModelFile.Layer.inputCapacity {
      let field = at + ModelFile.Layer.inputs + 4 * number
      if number >= wanted.lowerBound, input(at, number) == ModelFile.none { break }
      try bytes.expect(
        "input of a layer", Int64(widening: bytes.word(field)), at: field,
        in: 0...Int64(widening: index))
      count += 1
    }
    let limits = Int64(widening: wanted.lowerBound)...Int64(widening: wanted.upperBound)
    try bytes.expect("inputs of a layer", Int64(widening: count), at: at, in: limits)
    for number in count..<ModelFile.Layer.inputCapacity {
      let field = at + ModelFile.Layer.inputs + 4 * number
      let none = Int64(widening: ModelFile.none)
      try bytes.expect(
        "further input of a layer", Int64(widening: bytes.word(field)), at: field, in: none...none)
    }
  }

  /// Fields that the kind does not use are zero.
  private func checkUnusedFields(_ at: Int) throws(ModelError) {
    typealias Record = ModelFile.Layer
    let kind = kind(at)
    if !kind.hasKernel {
      try bytes.expectZeros(at + Record.kernelHeight..<at + Record.padTop)
      if kind != .pad { try bytes.expectZeros(at + Record.padTop..<at + Record.axis) }
    }
    if kind != .concatenate, kind != .mean {
      try bytes.expectZeros(at + Record.axis..<at + Record.fill)
    }
    if kind != .pad { try bytes.expectZeros(at + Record.fill..<at + Record.clampMin) }
  }

  /// The types of the arrays that the kind has.
  private func checkArrayTypes(_ at: Int) throws(ModelError) {
    typealias Record = ModelFile.Layer
    let (weights, bias) = (at + Record.weightType, at + Record.biasType)
    let kind = kind(at)
    let isWide = tensor(bytes.index(at + Record.output)).elementType == .int16
    guard kind.isLinear else {
      let type = kind.tableType(isWide ? .int16 : .int8)
      try bytes.expect("type of a table", at: weights, equals: Int(type.rawValue))
      try bytes.expect("type of the biases", at: bias, equals: 0)
      return
    }
    let found = arrayType(weights)
    guard found == .int8 || found == .int16 || found == .int4 else {
      throw ModelError(
        .unsupported, "type of the weights", offset: weights,
        found: Int64(widening: bytes.word(weights)), allowed: 1...5)
    }
    let least = found == .int16 ? 4 : 3
    try bytes.expect(
      "type of the biases", at: bias, in: Int64(widening: least)...4, .unsupported)
  }
}

extension ModelFile.LayerKind {
  /// How many tensors a layer of the kind reads.
  var inputCounts: ClosedRange<Int> {
    switch self {
    case .add: 2...2
    case .concatenate: 2...4
    default: 1...1
    }
  }

  /// Whether a kernel moves over the input.
  var hasKernel: Bool {
    switch self {
    case .convolution, .transposedConvolution, .depthwiseConvolution, .averagePool, .maximumPool:
      true
    default: false
    }
  }

  /// Whether it has weights, biases and accumulators.
  var isLinear: Bool {
    switch self {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution: true
    default: false
    }
  }

  /// What the entries of the kind's table are, for elements of a type.
  func tableType(_ element: ModelFile.ElementType) -> ModelFile.ArrayType {
    switch self {
    case .lookup: .int8
    case .logistic, .tanh: .int16
    case .softmax: element == .int8 ? .int32 : .int16
    default: .none
    }
  }

  /// Entries of the kind's table.
  func tableCount(_ element: ModelFile.ElementType) -> Int64 {
    switch self {
    case .lookup, .logistic, .tanh: 256
    case .softmax: element == .int8 ? 256 : 1026
    default: 0
    }
  }
}
