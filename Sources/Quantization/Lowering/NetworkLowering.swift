import EdgeRuntime
import Features
import FloatModels

/// An integer network and what had to be said while it was made.
public struct LoweredNetwork: Sendable, Equatable {
  /// Tensors and layers, as the model file holds them.
  public var network: NetworkContents
  /// The score head on top.
  public var head: ScoreHeadContents
  /// Constant activations and coarsened layers.
  public var warnings: [QuantizationWarning]
  /// Bytes of the activations' memory, as planned.
  public var arenaBytes: Int
  /// For each tensor of the fused graph, the integer tensor that stands for it.
  public var tensorIndices: [Int]
  /// For each layer of the fused graph, the integer layer that computes it; nil for one that needs
  /// no computing.
  public var layerIndices: [Int?]
}

/// What a network is lowered with, beside its parameters.
public struct LoweringOptions: Sendable {
  /// One for the input and one a layer.
  public var ranges: [ActivationRange]
  /// The same for tensors of 16 bits that a layer of 8 reads.
  public var byteRanges: [ActivationRange]
  /// Number formats.
  public var plan: PrecisionPlan
  /// Real value of one weight step, by layer and output channel; nil takes the largest weight.
  public var weightScales: [[Float]?]
  /// Mean of the log-mel, dB.
  public var inputMean: Float
  /// Its standard deviation, dB; > 0.
  public var inputDeviation: Float
  /// What the score is made of.
  public var score: ScoreDescription

  /// Options for weights that keep their whole range.
  public init(
    ranges: [ActivationRange], plan: PrecisionPlan, inputMean: Float, inputDeviation: Float,
    score: ScoreDescription = .meanSquaredError
  ) {
    self.ranges = ranges
    byteRanges = ranges
    self.plan = plan
    weightScales = Array(repeating: nil, count: plan.weights.count)
    self.inputMean = inputMean
    self.inputDeviation = inputDeviation
    self.score = score
  }
}

/// Turns a fused float network into integers, layer by layer.
struct NetworkLowering {
  let fused: FusedGraph
  let options: LoweringOptions
  /// Integer tensors made so far, with their shapes.
  private(set) var tensors: [(quantization: TensorQuantization, shape: Shape)] = []
  private(set) var layers: [LayerContents] = []
  private(set) var warnings: [QuantizationWarning] = []
  /// Integer tensor of each fused tensor.
  private(set) var tensorIndices: [Int] = []
  private(set) var layerIndices: [Int?] = []
  /// Weights of the layer computed last, where it has some.
  private(set) var lastWeights: WeightQuantization?

  /// dB a log2 unit of power.
  static let decibelsPerOctave = LogMelQ9.decibelsPerUnit * 512

  init(_ fused: FusedGraph, _ options: LoweringOptions) throws(QuantizationError) {
    let (mean, deviation) = (options.inputMean, options.inputDeviation)
    guard deviation > 0, deviation.isFinite, mean.isFinite else {
      throw .notFinite(what: "the input's mean \(mean) or deviation \(deviation)")
    }
    // Log-mel levels are Int16 in Q9 log2 units: ±192 dB.
    guard abs(mean) <= 192 else {
      throw .unsupportedGraph(node: "input", reason: "its mean \(mean) dB is beyond ±192 dB")
    }
    precondition(options.ranges.count == fused.layers.count + 1)
    self.fused = fused
    self.options = options
  }

  /// Standard deviations that a Q9 step is worth.
  var inputStep: Double { Self.decibelsPerOctave / 512 / Double(options.inputDeviation) }

  mutating func lower() throws(QuantizationError) -> LoweredNetwork {
    // The input requantizer's limit of 128 is met with room.
    let isBare = options.score == .none
    let input = TensorQuantization(
      covering: options.ranges[0], as: options.plan.activations[0],
      atLeast: isBare ? 0 : Float(inputStep / 64))
    tensorIndices = [append(input, fused.input)]
    noteConstant("the input", options.ranges[0])
    for index in fused.layers.indices { try lower(layer: index) }
    guard let inputRequantizer = Requantizer(real: isBare ? 0 : inputStep / Double(input.scale))
    else { throw .unsupportedGraph(node: "input", reason: "its range is too narrow") }
    let head = try scoreHead()
    let takesSums =
      if case .reconstruction(let head) = head { head.input == .accumulators } else { false }
    var bytes = tensors.map { $0.shape.count * $0.quantization.elementType.byteCount }
    if takesSums { bytes.removeLast() }
    let plan = ArenaPlan(layers, bytes)
    let mean = Double(options.inputMean) * 512 / Self.decibelsPerOctave
    let network = NetworkContents(
      tensors: contents(plan), layers: layers,
      inputMeanQ9: isBare ? 0 : Int32(mean.rounded()), inputRequantizer: inputRequantizer)
    return LoweredNetwork(
      network: network, head: head, warnings: warnings, arenaBytes: plan.bytes,
      tensorIndices: tensorIndices, layerIndices: layerIndices)
  }

  /// A last tensor that is only sums has no place in the plan.
  private func contents(_ plan: ArenaPlan) -> [TensorContents] {
    tensors.enumerated().map { index, tensor in
      TensorContents(
        height: tensor.shape.height, width: tensor.shape.width, channels: tensor.shape.channels,
        elementType: tensor.quantization.elementType, scale: tensor.quantization.scale,
        zeroPoint: tensor.quantization.zeroPoint,
        arenaOffset: index < plan.offsets.count ? plan.offsets[index] : nil)
    }
  }

  mutating func append(_ quantization: TensorQuantization, _ shape: Shape) -> Int {
    tensors.append((quantization, shape))
    return tensors.count - 1
  }

  /// Appends a layer that makes a new tensor, and returns the tensor.
  mutating func append(
    _ layer: LayerContents, _ quantization: TensorQuantization, _ shape: Shape
  ) -> Int {
    var layer = layer
    layer.output = append(quantization, shape)
    layers.append(layer)
    return layer.output
  }

  mutating func warn(_ warning: QuantizationWarning) { warnings.append(warning) }

  /// The fused layer's result is `tensor`, computed by the layer appended last.
  mutating func finish(_ tensor: Int, weights: WeightQuantization? = nil) {
    tensorIndices.append(tensor)
    layerIndices.append(layers.count - 1)
    lastWeights = weights
  }

  /// The fused layer's result is a tensor that is there already.
  mutating func pass(_ tensor: Int) {
    tensorIndices.append(tensor)
    layerIndices.append(nil)
  }

  func quantization(_ tensor: Int) -> TensorQuantization { tensors[tensor].quantization }
  func shape(_ tensor: Int) -> Shape { tensors[tensor].shape }

  mutating func noteConstant(_ name: String, _ range: ActivationRange) {
    if range.minimum == range.maximum {
      warnings.append(.constantActivation(layer: name, value: range.minimum))
    }
  }
}

extension FusedGraph {
  /// The network in integers: weights per output channel, activations by the calibrated ranges,
  /// input standardisation folded in, memory planned.
  /// - Throws: `QuantizationError.unsupportedGraph` where scales lie outside what the runtime's
  ///   arithmetic carries; `.inconsistentModel` where an autoencoder's output and input differ in
  ///   size.
  public func lowered(_ options: LoweringOptions) throws(QuantizationError) -> LoweredNetwork {
    var lowering = try NetworkLowering(self, options)
    return try lowering.lower()
  }
}
