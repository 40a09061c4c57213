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
        windowsPerDecision: windowing.windowsPerDecision),
      networks: (0..<model.networkCount).map { NetworkContents(reading: model.network($0)) },
      heads: (0..<model.networkCount).map { index in
        let head = model.head(index)
        return ReconstructionHeadContents(
          requantizers: [Requantizer](head.requantizers, head.channels), meanQ13: head.meanQ13)
      },
      calibration: CalibrationContents(
        thresholdQ24: model.calibration.thresholdQ24, knotsQ24: Array(model.calibration.knotsQ24),
        probabilitiesQ15: Array(model.calibration.probabilitiesQ15)),
      metadata: String(decoding: model.metadata, as: UTF8.self))
  }
}

extension FrontEndContents {
  fileprivate init(reading frontEnd: Model.FrontEnd) {
    switch frontEnd {
    case .features(let bands): self = .features(bands: bands)
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
      height: tensor.height, width: tensor.width, channels: tensor.channels, scale: tensor.scale,
      zeroPoint: tensor.zeroPoint, arenaOffset: tensor.arenaOffset)
  }
}

extension LayerContents {
  fileprivate init(reading layer: IntegerLayer) {
    let channels = layer.output.channels
    self.init(
      name: String(decoding: layer.name, as: UTF8.self),
      operation: LayerOperation(reading: layer.operation), input: layer.inputIndex,
      output: layer.outputIndex, weights: Array(layer.weights, layer.weightCount),
      bias: Array(layer.bias, channels), weightScales: Array(layer.weightScales, channels),
      requantizers: Array(layer.requantizers, channels), clampMin: layer.clampMin,
      clampMax: layer.clampMax)
  }
}

extension LayerOperation {
  fileprivate init(reading operation: IntegerOperation) {
    switch operation {
    case .fullyConnected: self = .fullyConnected
    case .convolution(let kernel):
      self = .convolution(
        kernelHeight: kernel.height, kernelWidth: kernel.width, stride: kernel.stride,
        padTop: kernel.padTop, padLeft: kernel.padLeft)
    case .transposedConvolution(let kernel):
      self = .transposedConvolution(
        kernelHeight: kernel.height, kernelWidth: kernel.width, stride: kernel.stride,
        padTop: kernel.padTop, padLeft: kernel.padLeft)
    }
  }
}

extension Array {
  fileprivate init(_ start: UnsafePointer<Element>, _ count: Int) {
    self.init(UnsafeBufferPointer(start: start, count: count))
  }
}
