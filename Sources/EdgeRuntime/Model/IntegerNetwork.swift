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
      scale: Float(bitPattern: bytes.word(at + Record.scale)),
      zeroPoint: bytes.signed(at + Record.zeroPoint),
      arenaOffset: offset == ModelFile.none ? nil : bytes.index(at + Record.arenaOffset))
  }

  /// Layer `index`, in 0 ..< `layerCount`.
  public func layer(_ index: Int) -> IntegerLayer {
    typealias Record = ModelFile.Layer
    let at = layerRecord(index)
    let (input, output) = (bytes.index(at + Record.inputs), bytes.index(at + Record.output))
    return IntegerLayer(
      operation: operation(at), inputIndex: input, outputIndex: output, input: tensor(input),
      output: tensor(output), weights: array(at + Record.weights),
      weightCount: bytes.index(at + Record.weightCount), bias: array(at + Record.bias),
      requantizers: array(at + Record.requantizers), weightScales: array(at + Record.weightScales),
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

  private func array<Element>(_ pointer: Int) -> UnsafePointer<Element> {
    bytes.array(weights + bytes.index(pointer), of: Element.self)
  }

  private func operation(_ at: Int) -> IntegerOperation {
    typealias Record = ModelFile.Layer
    let kernel = KernelGeometry(
      height: bytes.index(at + Record.kernelHeight), width: bytes.index(at + Record.kernelWidth),
      stride: bytes.index(at + Record.stride), padTop: bytes.index(at + Record.padTop),
      padLeft: bytes.index(at + Record.padLeft))
    return switch ModelFile.LayerKind(rawValue: bytes.word(at + Record.kind)) {
    case .convolution: .convolution(kernel)
    case .transposedConvolution: .transposedConvolution(kernel)
    case .fullyConnected, nil: .fullyConnected
    }
  }
}
