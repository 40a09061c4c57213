/// One network of a model, read in place.
public struct IntegerNetwork {
  let bytes: ModelBytes
  /// Its record, the networks section and the weights section, from the start of the file.
  let record: Int
  let section: Int
  let weights: Int

  /// Its tensors; 0 is its input, the last one its output.
  public var tensorCount: Int { bytes.index(record + ModelFile.Network.tensorCount) }
  /// Its layers, in execution order.
  public var layerCount: Int { bytes.index(record + ModelFile.Network.layerCount) }
  /// Subtracted from the Q9 log-mel before `inputRequantizer`.
  public var inputMeanQ9: Int32 { bytes.signed(record + ModelFile.Network.inputMean) }

  /// From centred Q9 log-mel to the steps of tensor 0.
  public var inputRequantizer: Requantizer {
    let at = record + ModelFile.Network.inputRequantizer
    return Requantizer(multiplier: bytes.signed(at), shift: bytes.signed(at + 4))
  }

  /// Tensor `index`, in 0 ..< `tensorCount`.
  public func tensor(_ index: Int) -> IntegerTensor {
    typealias Record = ModelFile.Tensor
    let at = tensorRecord(index)
    let offset = bytes.word(at + Record.arenaOffset)
    return IntegerTensor(
      height: bytes.index(at + Record.height), width: bytes.index(at + Record.width),
      channels: bytes.index(at + Record.channels),
      elementType: ModelFile.ElementType(rawValue: bytes.word(at + Record.elementType)) ?? .int8,
      scale: Float(bitPattern: bytes.word(at + Record.scale)),
      zeroPoint: bytes.signed(at + Record.zeroPoint),
      arenaOffset: offset == ModelFile.none ? nil : bytes.index(at + Record.arenaOffset))
  }

  /// Layer `index`, in 0 ..< `layerCount`.
  public func layer(_ index: Int) -> IntegerLayer {
    typealias Record = ModelFile.Layer
    let at = layerRecord(index)
    let output = bytes.index(at + Record.output)
    var count = 0
    var indices = InlineArray<4, Int>(repeating: 0)
    let first = tensor(bytes.index(at + Record.inputs))
    var others = InlineArray<3, IntegerTensor>(repeating: first)
    while count < Record.inputCapacity, input(at, count) != ModelFile.none {
      indices[count] = bytes.index(at + Record.inputs + 4 * count)
      if count > 0 { others[count - 1] = tensor(indices[count]) }
      count += 1
    }
    return IntegerLayer(
      operation: operation(at), inputCount: count, inputIndices: indices, outputIndex: output,
      input: first, otherInputs: others, output: tensor(output),
      weightType: arrayType(at + Record.weightType),
      weights: array(at + Record.weights), weightCount: bytes.index(at + Record.weightCount),
      biasType: arrayType(at + Record.biasType), bias: array(at + Record.bias),
      requantizers: array(at + Record.requantizers).assumingMemoryBound(to: Requantizer.self),
      weightScales: array(at + Record.weightScales).assumingMemoryBound(to: Float.self),
      weightSums: array(at + Record.weightSums).assumingMemoryBound(to: Int32.self),
      clampMin: bytes.signed(at + Record.clampMin), clampMax: bytes.signed(at + Record.clampMax),
      name: bytes.part(
        section + bytes.index(at + Record.name), bytes.index(at + Record.nameLength)))
  }

  func tensorRecord(_ index: Int) -> Int {
    section + bytes.index(record + ModelFile.Network.tensors) + index * ModelFile.Tensor.byteCount
  }

  func layerRecord(_ index: Int) -> Int {
    section + bytes.index(record + ModelFile.Network.layers) + index * ModelFile.Layer.byteCount
  }

  /// Input word `number` of a layer's record: an index, or `ModelFile.none`.
  func input(_ at: Int, _ number: Int) -> UInt32 {
    bytes.word(at + ModelFile.Layer.inputs + 4 * number)
  }

  /// The kind of a layer whose record was checked.
  func kind(_ at: Int) -> ModelFile.LayerKind {
    ModelFile.LayerKind(rawValue: bytes.word(at + ModelFile.Layer.kind)) ?? .fullyConnected
  }

  func arrayType(_ at: Int) -> ModelFile.ArrayType {
    ModelFile.ArrayType(rawValue: bytes.word(at)) ?? .none
  }

  private func array(_ pointer: Int) -> UnsafeRawPointer {
    bytes.base + (weights + bytes.index(pointer))
  }

  func operation(_ at: Int) -> IntegerOperation {
    typealias Record = ModelFile.Layer
    let axis = bytes.index(at + Record.axis)
    return switch kind(at) {
    case .fullyConnected: .fullyConnected
    case .convolution: .convolution(kernel(at))
    case .transposedConvolution: .transposedConvolution(kernel(at))
    case .depthwiseConvolution: .depthwiseConvolution(kernel(at))
    case .averagePool: .averagePool(kernel(at))
    case .maximumPool: .maximumPool(kernel(at))
    case .mean: .mean(axes: axis)
    case .add: .add
    case .concatenate: .concatenate(axis: axis)
    case .pad:
      .pad(
        top: bytes.index(at + Record.padTop), left: bytes.index(at + Record.padLeft),
        fill: bytes.signed(at + Record.fill))
    case .copy: .copy
    case .rescale: .rescale
    case .lookup: .lookup
    case .logistic: .logistic
    case .tanh: .tanh
    case .softmax: .softmax
    }
  }

  private func kernel(_ at: Int) -> KernelGeometry {
    typealias Record = ModelFile.Layer
    return KernelGeometry(
      height: bytes.index(at + Record.kernelHeight), width: bytes.index(at + Record.kernelWidth),
      strideHeight: bytes.index(at + Record.strideHeight),
      strideWidth: bytes.index(at + Record.strideWidth),
      dilationHeight: bytes.index(at + Record.dilationHeight),
      dilationWidth: bytes.index(at + Record.dilationWidth),
      padTop: bytes.index(at + Record.padTop), padLeft: bytes.index(at + Record.padLeft))
  }
}
