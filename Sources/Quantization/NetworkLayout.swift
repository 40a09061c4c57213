import EdgeRuntime

/// The networks section and the weights section, as `ModelFile` describes them.
struct NetworkLayout {
  private var records = ByteWriter()
  private var weights = ByteWriter()
  private var names = ByteWriter()
  /// Where the names will start, from the start of the networks section.
  private let namesOffset: Int

  static func sections(
    _ networks: [NetworkContents]
  ) -> (networks: ByteWriter, weights: ByteWriter) {
    var layout = NetworkLayout(networks)
    layout.appendHeads(networks)
    for network in networks {
      for tensor in network.tensors { layout.append(tensor) }
      for layer in network.layers {
        layout.append(layer, weightSums: layer.weightSums(network.tensors[layer.inputs[0]]))
      }
    }
    layout.records.append(layout.names.bytes)
    layout.weights.pad(to: ModelFile.alignment)
    return (layout.records, layout.weights)
  }

  private init(_ networks: [NetworkContents]) {
    namesOffset = networks.reduce(Self.recordsStart(networks.count)) { $0 + Self.byteCount($1) }
  }

  /// Where the first tensor record stands.
  private static func recordsStart(_ networks: Int) -> Int {
    ModelFile.Networks.byteCount + networks * ModelFile.Network.byteCount
  }

  private static func byteCount(_ network: NetworkContents) -> Int {
    network.tensors.count * ModelFile.Tensor.byteCount
      + network.layers.count * ModelFile.Layer.byteCount
  }

  private mutating func appendHeads(_ networks: [NetworkContents]) {
    records.word(networks.count)
    records.zeros(ModelFile.Networks.byteCount - records.count)
    var place = Self.recordsStart(networks.count)
    for network in networks {
      records.word(network.tensors.count)
      records.word(network.layers.count)
      records.word(place)
      records.word(place + network.tensors.count * ModelFile.Tensor.byteCount)
      records.append(network.inputMeanQ9)
      records.append([network.inputRequantizer])
      records.zeros(4)
      place += Self.byteCount(network)
    }
  }

  private mutating func append(_ tensor: TensorContents) {
    for size in [tensor.height, tensor.width, tensor.channels] { records.word(size) }
    records.append(tensor.elementType.rawValue)
    records.append(tensor.scale)
    records.append(tensor.zeroPoint)
    records.append(tensor.arenaOffset.map { UInt32(exactly: $0) ?? .max } ?? ModelFile.none)
    records.zeros(4)
  }

  private mutating func append(_ layer: LayerContents, weightSums: [Int32]) {
    let start = records.count
    records.append(layer.operation.kind.rawValue)
    for number in 0..<ModelFile.Layer.inputCapacity {
      if number < layer.inputs.count {
        records.word(layer.inputs[number])
      } else {
        records.append(ModelFile.none)
      }
    }
    records.word(layer.output)
    for value in layer.operation.geometry { records.word(value) }
    records.append(layer.operation.fill)
    records.append(layer.clampMin)
    records.append(layer.clampMax)
    records.append(layer.weights.type.rawValue)
    records.word(place { $0.append(layer.weights) })
    records.word(layer.weights.count)
    records.append(layer.biasType.rawValue)
    let bias = place {
      if layer.hasWideAccumulators {
        $0.append(layer.bias)
      } else {
        $0.append(layer.bias.map { Int32(clamping: $0) })
      }
    }
    records.word(bias)
    records.word(place { $0.append(layer.requantizers) })
    records.word(place { writer in layer.weightScales.forEach { writer.append($0) } })
    let sums = place { writer in weightSums.forEach { writer.append($0) } }
    let name = Array(layer.name.utf8)
    records.word(namesOffset + names.count)
    records.word(name.count)
    names.append(name)
    records.word(sums)
    records.zeros(start + ModelFile.Layer.byteCount - records.count)
  }

  /// Appends an array to the weights section and returns where it starts.
  private mutating func place(_ append: (inout ByteWriter) -> Void) -> Int {
    weights.pad(to: ModelFile.alignment)
    let offset = weights.count
    append(&weights)
    return offset
  }
}

extension LayerContents {
  fileprivate var biasType: ModelFile.ArrayType {
    guard operation.isLinear else { return .none }
    return hasWideAccumulators ? .int64 : .int32
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ array: IntegerArray) {
    switch array {
    case .none: break
    case .int4(let values):
      for first in stride(from: 0, to: values.count, by: 2) {
        let upper = first + 1 < values.count ? values[first + 1] : 0
        append(UInt8(bitPattern: values[first]) & 0xF | UInt8(bitPattern: upper) << 4)
      }
    case .int8(let values): append(values)
    case .int16(let values): append(values)
    case .int32(let values): append(values)
    }
  }
}

extension IntegerOperation {
  fileprivate var kind: ModelFile.LayerKind {
    switch self {
    case .fullyConnected: .fullyConnected
    case .convolution: .convolution
    case .transposedConvolution: .transposedConvolution
    case .depthwiseConvolution: .depthwiseConvolution
    case .averagePool: .averagePool
    case .maximumPool: .maximumPool
    case .mean: .mean
    case .add: .add
    case .concatenate: .concatenate
    case .pad: .pad
    case .copy: .copy
    case .rescale: .rescale
    case .lookup: .lookup
    case .logistic: .logistic
    case .tanh: .tanh
    case .softmax: .softmax
    }
  }

  /// Kernel, strides, dilations, padding at the top and at the left, axis; zeros where there is
  /// none.
  fileprivate var geometry: [Int] {
    switch self {
    case .convolution(let kernel), .transposedConvolution(let kernel),
      .depthwiseConvolution(let kernel), .averagePool(let kernel), .maximumPool(let kernel):
      [
        kernel.height, kernel.width, kernel.strideHeight, kernel.strideWidth,
        kernel.dilationHeight, kernel.dilationWidth, kernel.padTop, kernel.padLeft, 0,
      ]
    case .pad(let top, let left, _): [0, 0, 0, 0, 0, 0, top, left, 0]
    case .mean(let axes): [0, 0, 0, 0, 0, 0, 0, 0, axes]
    case .concatenate(let axis): [0, 0, 0, 0, 0, 0, 0, 0, axis]
    case .fullyConnected, .add, .copy, .rescale, .lookup, .logistic, .tanh, .softmax:
      [0, 0, 0, 0, 0, 0, 0, 0, 0]
    }
  }

  fileprivate var fill: Int32 {
    if case .pad(_, _, let fill) = self { fill } else { 0 }
  }
}
