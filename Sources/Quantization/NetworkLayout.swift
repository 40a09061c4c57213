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
      for layer in network.layers { layout.append(layer) }
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
    records.append(ModelFile.ElementType.int8.rawValue)
    records.append(tensor.scale)
    records.append(tensor.zeroPoint)
    records.append(tensor.arenaOffset.map { UInt32(exactly: $0) ?? .max } ?? ModelFile.none)
    records.zeros(4)
  }

  private mutating func append(_ layer: LayerContents) {
    let start = records.count
    records.append(layer.operation.kind.rawValue)
    records.word(layer.input)
    for _ in 1..<ModelFile.Layer.inputCapacity { records.append(ModelFile.none) }
    records.word(layer.output)
    for value in layer.operation.geometry { records.word(value) }
    records.append(layer.clampMin)
    records.append(layer.clampMax)
    records.word(place { $0.append(layer.weights) })
    records.word(layer.weights.count)
    records.word(place { $0.append(layer.bias) })
    records.word(place { $0.append(layer.requantizers) })
    records.word(place { writer in layer.weightScales.forEach { writer.append($0) } })
    let name = Array(layer.name.utf8)
    records.word(namesOffset + names.count)
    records.word(name.count)
    names.append(name)
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

extension LayerOperation {
  fileprivate var kind: ModelFile.LayerKind {
    switch self {
    case .fullyConnected: .fullyConnected
    case .convolution: .convolution
    case .transposedConvolution: .transposedConvolution
    }
  }

  /// Kernel height and width, stride, padding at the top and at the left; zeros where there is
  /// none.
  fileprivate var geometry: [Int] {
    switch self {
    case .fullyConnected: [0, 0, 0, 0, 0]
    case .convolution(let height, let width, let stride, let top, let left),
      .transposedConvolution(let height, let width, let stride, let top, let left):
      [height, width, stride, top, left]
    }
  }
}
