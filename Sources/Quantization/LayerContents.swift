import EdgeRuntime

/// One integer layer.
public struct LayerContents: Sendable, Equatable {
  /// Name of the float node it came from.
  public var name: String
  /// What it computes.
  public var operation: IntegerOperation
  /// Indices into `NetworkContents.tensors`, 1…4.
  public var inputs: [Int]
  /// Index into `NetworkContents.tensors`.
  public var output: Int
  /// Weights of a linear layer, in the order that `IntegerOperation` says; the table of a kind that
  /// looks up its output.
  public var weights: IntegerArray
  /// One an output channel of a linear layer, at scale `input scale · weight scale`.
  public var bias: [Int64]
  /// Whether biases and sums have 64 bits, and are requantized as TensorFlow Lite's 16x8 kernels do.
  public var hasWideAccumulators: Bool
  /// Real value of one weight step, one an output channel of a linear layer.
  public var weightScales: [Float]
  /// One an output channel of a linear layer, or as many as the operation has.
  public var requantizers: [Requantizer]
  /// Fused activation: smallest output, in the output's integers.
  public var clampMin: Int32
  /// Fused activation: largest output, in the output's integers.
  public var clampMax: Int32

  /// A layer of its parts; one without weights needs fewer.
  public init(
    name: String, operation: IntegerOperation, inputs: [Int], output: Int,
    weights: IntegerArray = .none, bias: [Int64] = [], hasWideAccumulators: Bool = false,
    weightScales: [Float] = [], requantizers: [Requantizer] = [], clampMin: Int32,
    clampMax: Int32
  ) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.output = output
    self.weights = weights
    self.bias = bias
    self.hasWideAccumulators = hasWideAccumulators
    self.weightScales = weightScales
    self.requantizers = requantizers
    self.clampMin = clampMin
    self.clampMax = clampMax
  }
}

extension LayerContents {
  /// What the file holds beside the weights for an input, where `IntegerLayer.hasWeightSums` says so: the
  /// sum of each output channel's weights.
  func weightSums(_ input: TensorContents) -> [Int32] {
    guard operation.multipliesWholeRows, input.elementType == .int8, !hasWideAccumulators else {
      return []
    }
    let length = weights.count / bias.count
    return bias.indices.map { channel in
      (channel * length..<(channel + 1) * length).reduce(0) { $0 &+ weights[$1] }
    }
  }
}

/// The elements of a layer's weights or table.
public enum IntegerArray: Sendable, Equatable {
  /// There are none.
  case none
  /// -7…7, stored two to a byte.
  case int4([Int8])
  case int8([Int8])
  case int16([Int16])
  case int32([Int32])

  /// As the model file names it.
  public var type: ModelFile.ArrayType {
    switch self {
    case .none: .none
    case .int4: .int4
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    }
  }

  /// Number of elements.
  public var count: Int {
    switch self {
    case .none: 0
    case .int4(let values), .int8(let values): values.count
    case .int16(let values): values.count
    case .int32(let values): values.count
    }
  }

  /// Bits of an element; nil where there are none.
  public var bits: Int? {
    switch self {
    case .none: nil
    case .int4: 4
    case .int8: 8
    case .int16: 16
    case .int32: 32
    }
  }

  /// Bytes in the file.
  public var byteCount: Int { Int(type.byteCount(Int64(count))) }

  /// Element `index`.
  public subscript(index: Int) -> Int32 {
    switch self {
    case .none: 0
    case .int4(let values), .int8(let values): Int32(values[index])
    case .int16(let values): Int32(values[index])
    case .int32(let values): values[index]
    }
  }
}
