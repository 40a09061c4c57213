import EdgeRuntime
import Features

extension ModelContents {
  /// What a model file holds. Writing it gives the same bytes.
  public init(reading model: Model) {
    let windowing = model.windowing
    self.init(
      frontEnd: FrontEndContents(reading: model.frontEnd),
      windowing: WindowingContents(
        framesPerWindow: windowing.framesPerWindow, framesPerStep: windowing.framesPerStep,
        windowsPerDecision: windowing.windowsPerDecision, pooling: windowing.pooling),
      networks: (0..<model.networkCount).map { NetworkContents(reading: model.network($0)) },
      heads: (0..<model.networkCount).map { ScoreHeadContents(reading: model.head($0)) },
      calibration: CalibrationContents(model.calibration),
      metadata: String(decoding: model.metadata, as: UTF8.self))
  }
}

extension FrontEndContents {
  fileprivate init(reading frontEnd: Model.FrontEnd) {
    switch frontEnd {
    case .features(let bands): self = .features(bands: bands)
    case .tensors(let count): self = .tensors(count: count)
    case .logMel(let view): self = .logMel(LogMelTables(reading: view))
    }
  }
}

extension LogMelTables {
  fileprivate init(reading view: FrontEndTables) {
    let length = view.frameLength
    self.init(
      sampleRate: view.sampleRate, frameLength: length, hop: view.hop,
      windowQ31: Array(view.windowQ31, length),
      twiddlesQ30: Array(view.twiddlesQ30, RealFFT.twiddleCount(length: length)),
      bands: Array(view.bands, view.bandCount),
      melWeights: Array(view.melWeights, view.melWeightCount), offsetQ9: view.offsetQ9,
      floorQ9: view.floorQ9)
  }
}

extension NetworkContents {
  fileprivate init(reading network: IntegerNetwork) {
    self.init(
      tensors: (0..<network.tensorCount).map { TensorContents(reading: network.tensor($0)) },
      layers: (0..<network.layerCount).map { LayerContents(reading: network.layer($0)) },
      inputMeanQ9: network.inputMeanQ9, inputRequantizer: network.inputRequantizer)
  }
}

extension TensorContents {
  fileprivate init(reading tensor: IntegerTensor) {
    self.init(
      height: tensor.height, width: tensor.width, channels: tensor.channels,
      elementType: tensor.elementType, scale: tensor.scale, zeroPoint: tensor.zeroPoint,
      arenaOffset: tensor.arenaOffset)
  }
}

extension ScoreHeadContents {
  fileprivate init(reading head: ScoreHead?) {
    switch head {
    case nil: self = .none
    case .reconstruction(let head):
      self = .reconstruction(
        ReconstructionHeadContents(
          input: head.input, requantizers: [Requantizer](head.requantizers, head.channels),
          meanQ13: head.meanQ13, firstElement: head.firstElement,
          accumulatorShift: Int(head.accumulatorShift)))
    case .nearestPrototype(let head):
      self = .nearestPrototype(
        PrototypeHeadContents(
          ids: [String](head.ids),
          dimension: head.dimension, places: [PrototypePlace](head.places, head.count),
          elements: [Int16](head.elements, head.count * head.dimension),
          scoreMultiplier: head.scoreMultiplier, scoreShift: head.scoreShift))
    case .nearestCluster(let head):
      self = .nearestCluster(
        ClusterHeadContents(
          ids: [String](head.ids), dimension: head.dimension,
          places: [PrototypePlace](head.places, head.count),
          centers: [Int16](head.centers, head.count * head.dimension),
          spreads: [Int16](head.spreads, head.count * head.dimension),
          octaveMultiplier: head.octaveMultiplier, octaveShift: head.octaveShift))
    case .crossEntropy(let head):
      self = .crossEntropy(
        CrossEntropyHeadContents(
          ids: [String](head.ids), octaveMultiplier: head.octaveMultiplier,
          octaveShift: head.octaveShift))
    }
  }
}

extension LayerContents {
  fileprivate init(reading layer: IntegerLayer) {
    let channels = layer.operation.isLinear ? layer.output.channels : 0
    self.init(
      name: String(decoding: layer.name, as: UTF8.self), operation: layer.operation,
      inputs: (0..<layer.inputCount).map { layer.inputIndices[$0] }, output: layer.outputIndex,
      weights: IntegerArray(reading: layer), bias: (0..<channels).map { layer.bias($0) },
      hasWideAccumulators: layer.hasWideAccumulators,
      weightScales: Array(layer.weightScales, channels),
      requantizers: Array(layer.requantizers, layer.requantizerCount), clampMin: layer.clampMin,
      clampMax: layer.clampMax)
  }
}

extension IntegerArray {
  fileprivate init(reading layer: IntegerLayer) {
    let count = layer.weightCount
    switch layer.weightType {
    case .int4: self = .int4((0..<count).map { Int8(layer.weight($0)) })
    case .int8: self = .int8(Array(layer.weights.assumingMemoryBound(to: Int8.self), count))
    case .int16: self = .int16(Array(layer.weights.assumingMemoryBound(to: Int16.self), count))
    case .int32: self = .int32(Array(layer.weights.assumingMemoryBound(to: Int32.self), count))
    case .none, .int64: self = .none
    }
  }
}

extension [String] {
  fileprivate init(_ names: MachineNames) {
    self = (0..<names.count).map { String(decoding: names[$0], as: UTF8.self) }
  }
}

extension Array {
  fileprivate init(_ start: UnsafePointer<Element>, _ count: Int) {
    self.init(UnsafeBufferPointer(start: start, count: count))
  }
}

extension ModelContents {
  /// Seconds from one decision to the next; nil where frames carry no rate.
  public var decisionSeconds: Double? {
    guard case .logMel(let tables) = frontEnd else { return nil }
    let frames = windowing.windowsPerDecision * windowing.framesPerStep
    return Double(frames * tables.hop) / Double(tables.sampleRate)
  }
}

extension BandNormsContents {
  /// What a file holds; nil where it holds nothing.
  init?(reading norms: BandNorms) {
    guard norms.normalQ26.count > 0 else { return nil }
    self.init(normalQ26: Array(norms.normalQ26), expectedQ13: Array(norms.expectedQ13))
  }
}
