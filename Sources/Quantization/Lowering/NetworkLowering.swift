import EdgeRuntime
import Features
import FloatModels

/// An integer network and what had to be said while it was made.
public struct LoweredNetwork: Sendable, Equatable {
  /// Tensors and layers, as the model file holds them.
  public var network: NetworkContents
  /// The score head on top.
  public var head: ReconstructionHeadContents
  /// Constant activations and coarsened layers.
  public var warnings: [QuantizationWarning]
  /// Bytes of the activations' memory, as planned.
  public var arenaBytes: Int
}

/// Turns a fused float network into integers, layer by layer.
struct NetworkLowering {
  private let fused: FusedGraph
  /// One for the input and one a layer.
  private let ranges: [ActivationRange]
  private var quantization: [TensorQuantization] = []
  private var layers: [LayerContents] = []
  private var warnings: [QuantizationWarning] = []
  private let mean: Double
  private let deviation: Double

  /// dB a log2 unit of power.
  static let decibelsPerOctave = LogMelQ9.decibelsPerUnit * 512

  init(_ fused: FusedGraph, ranges: [ActivationRange], inputMean: Float, inputDeviation: Float)
    throws(QuantizationError)
  {
    guard inputDeviation > 0, inputDeviation.isFinite, inputMean.isFinite else {
      throw .notFinite(what: "the input's mean \(inputMean) or deviation \(inputDeviation)")
    }
    // Log-mel levels are Int16 in Q9 log2 units: ±192 dB.
    guard abs(inputMean) <= 192 else {
      throw .unsupportedGraph(node: "input", reason: "its mean \(inputMean) dB is beyond ±192 dB")
    }
    precondition(ranges.count == fused.layers.count + 1)
    self.fused = fused
    self.ranges = ranges
    self.mean = Double(inputMean)
    self.deviation = Double(inputDeviation)
  }

  mutating func lower() throws(QuantizationError) -> LoweredNetwork {
    // Standard deviations a Q9 step is worth; the requantizer's limit of 128 is met with room.
    let inputStep = Self.decibelsPerOctave / 512 / deviation
    quantization = [TensorQuantization(covering: ranges[0], atLeast: Float(inputStep / 64))]
    noteConstant("the input", ranges[0])
    var last: WeightQuantization?
    for (index, layer) in fused.layers.enumerated() {
      last = try lower(layer, index: index)
    }
    guard let final = last,
      let inputRequantizer = Requantizer(
        real: inputStep / Double(quantization[0].scale))
    else { throw .unsupportedGraph(node: "graph", reason: "it has no linear layer") }
    let head = try reconstructionHead(final)
    let plan = memoryPlan()
    let network = NetworkContents(
      tensors: tensors(plan), layers: layers,
      inputMeanQ9: Int32((mean * 512 / Self.decibelsPerOctave).rounded()),
      inputRequantizer: inputRequantizer)
    return LoweredNetwork(
      network: network, head: head, warnings: warnings, arenaBytes: plan.bytes)
  }

  private mutating func noteConstant(_ name: String, _ range: ActivationRange) {
    if range.minimum == range.maximum {
      warnings.append(.constantActivation(layer: name, value: range.minimum))
    }
  }

  private mutating func lower(_ layer: FusedLayer, index: Int) throws(QuantizationError)
    -> WeightQuantization
  {
    let input = quantization[layer.input]
    let weights = WeightQuantization(layer, inputScale: input.scale)
    guard let largest = weights.accumulatorBounds.max(), largest < 1 << 30 else {
      throw .unsupportedGraph(
        node: layer.name, reason: "a sum of \(layer.fanIn) products may pass 2^30")
    }
    if weights.coarsenedChannels > 0 {
      let reason = "\(weights.coarsenedChannels) channels have tiny weights beside their bias"
      warnings.append(.coarsened(layer: layer.name, reason: reason))
    }
    noteConstant(layer.name, ranges[index + 1])
    let output = outputQuantization(layer, ranges[index + 1], weights, inputScale: input.scale)
    quantization.append(output)
    var requantizers: [Requantizer] = []
    for scale in weights.scales {
      let real = Double(input.scale) * Double(scale) / Double(output.scale)
      guard let requantizer = Requantizer(real: real) else {
        throw .unsupportedGraph(node: layer.name, reason: "its scales differ by \(real)")
      }
      requantizers.append(requantizer)
    }
    layers.append(
      LayerContents(
        name: layer.name, operation: layer.integerOperation, inputs: [layer.input],
        output: index + 1, weights: .int8(weights.weights), bias: weights.bias.map { Int64($0) },
        weightScales: weights.scales, requantizers: requantizers,
        clampMin: layer.hasReLU ? output.zeroPoint : -128, clampMax: 127))
    return weights
  }

  /// The calibrated range, unless it is so narrow that accumulators would have to be stretched
  /// by 64 and more, or shifted out of 32 bits, to reach it.
  private mutating func outputQuantization(
    _ layer: FusedLayer, _ range: ActivationRange, _ weights: WeightQuantization,
    inputScale: Float
  ) -> TensorQuantization {
    var coarsest = 0.0
    for (scale, bound) in zip(weights.scales, weights.accumulatorBounds) {
      let step = Double(inputScale) * Double(scale)
      coarsest = max(coarsest, step / 64, step * Double(bound) / 0x1p29)
    }
    let wanted = TensorQuantization(covering: range)
    guard Double(wanted.scale) < coarsest else { return wanted }
    if range.minimum != range.maximum {
      let reason = "its range \(range.minimum)…\(range.maximum) is narrower than a step of its sum"
      warnings.append(.coarsened(layer: layer.name, reason: reason))
    }
    return TensorQuantization(covering: range, atLeast: Float(coarsest))
  }

  private func reconstructionHead(_ final: WeightQuantization) throws(QuantizationError)
    -> ReconstructionHeadContents
  {
    guard let layer = fused.layers.last else {
      throw .unsupportedGraph(node: "graph", reason: "it has no linear layer")
    }
    guard layer.outputShape.count == fused.input.count else {
      throw .inconsistentModel(
        what: "outputs of an autoencoder", found: layer.outputShape.count,
        expected: fused.input.count)
    }
    var requantizers: [Requantizer] = []
    for (channel, scale) in final.scales.enumerated() {
      let step = Double(quantization[layer.input].scale) * Double(scale)
      let real = step * deviation / Self.decibelsPerOctave * 8192
      guard let requantizer = Requantizer(real: real),
        Double(final.accumulatorBounds[channel]) * max(1, real) < 0x1p30
      else {
        throw .unsupportedGraph(
          node: layer.name,
          reason: "one step of channel \(channel)'s sum is \(real / 8192) octaves; up to 1/64 fits")
      }
      requantizers.append(requantizer)
    }
    return ReconstructionHeadContents(
      requantizers: requantizers,
      meanQ13: Int32((mean / Self.decibelsPerOctave * 8192).rounded()))
  }

  /// Memory for all tensors but the last, which exists only as accumulators.
  private func memoryPlan() -> ArenaPlan {
    ArenaPlan(
      fused.layers.indices.map { tensor in
        let readers = fused.layers.indices.filter { fused.layers[$0].input == tensor }
        return ArenaPlan.Buffer(
          bytes: fused.shape(ofTensor: tensor).count, firstStep: tensor - 1,
          lastStep: readers.last ?? tensor)
      })
  }

  private func tensors(_ plan: ArenaPlan) -> [TensorContents] {
    quantization.indices.map { index in
      let shape = fused.shape(ofTensor: index)
      return TensorContents(
        height: shape.height, width: shape.width, channels: shape.channels,
        scale: quantization[index].scale, zeroPoint: quantization[index].zeroPoint,
        arenaOffset: index < plan.offsets.count ? plan.offsets[index] : nil)
    }
  }
}

extension FusedGraph {
  /// The network in int8: weights per output channel, activations by the calibrated `ranges`
  /// (input first, then one a layer), batch norm and input standardisation folded in, memory
  /// planned.
  /// - Throws: `QuantizationError.unsupportedGraph` where scales lie outside what the runtime's
  ///   arithmetic carries; `.inconsistentModel` where output and input differ in size.
  public func lowered(ranges: [ActivationRange], inputMean: Float, inputDeviation: Float)
    throws(QuantizationError) -> LoweredNetwork
  {
    var lowering = try NetworkLowering(
      self, ranges: ranges, inputMean: inputMean, inputDeviation: inputDeviation)
    return try lowering.lower()
  }
}
