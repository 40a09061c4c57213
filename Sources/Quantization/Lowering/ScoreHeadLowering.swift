import EdgeRuntime
import FloatModels

/// What makes a score of the network's output.
extension NetworkLowering {
  /// The head for the layers that were lowered: on the last one's sums where it has some and no
  /// activation, else on its integers.
  func scoreHead() throws(QuantizationError) -> ScoreHeadContents {
    switch options.score {
    case .none: return .none
    case .nearestPrototype(let set): return .nearestPrototype(try prototypeHead(set))
    case .nearestCluster(let set): return .nearestCluster(try clusterHead(set))
    case .crossEntropy(let score): return .crossEntropy(try crossEntropyHead(score))
    case .meanSquaredError, .interpolationError: break
    }
    let first = options.score.firstCompared ?? 0
    // A reshape at the end computes nothing.
    guard let last = layerIndices.lastIndex(where: { $0 != nil }) else {
      throw .unsupportedGraph(node: "graph", reason: "it has no layer")
    }
    let layer = fused.layers[last]
    try options.score.check(outputs: layer.outputShape.count, inputs: fused.input.count)
    let meanQ13 = Int32((Double(options.inputMean) * Self.q13PerDecibel).rounded())
    guard let weights = lastWeights, layer.activation == .none else {
      let output = tensors[tensors.count - 1].quantization
      let real = Double(output.scale) * Double(options.inputDeviation) * Self.q13PerDecibel
      guard let requantizer = Requantizer(real: real, rescaling: output.elementType) else {
        throw tooCoarse(layer, real)
      }
      return .reconstruction(
        ReconstructionHeadContents(
          input: .output, requantizers: [requantizer], meanQ13: meanQ13, firstElement: first))
    }
    let inputScale = Double(quantization(tensorIndices[layer.input]).scale)
    let shift = weights.headShift
    var requantizers: [Requantizer] = []
    for (scale, bound) in zip(weights.scales, weights.accumulatorBounds) {
      let step = inputScale * Double(scale) * Double(sign: .plus, exponent: shift, significand: 1)
      requantizers.append(try requantizer(layer, step: step, bound: bound >> shift + 1))
    }
    return .reconstruction(
      ReconstructionHeadContents(
        requantizers: requantizers, meanQ13: meanQ13, firstElement: first,
        accumulatorShift: shift))
  }

  /// Prototypes in the steps of the output.
  private func prototypeHead(
    _ set: PrototypeSet
  ) throws(QuantizationError) -> PrototypeHeadContents {
    let scale = try outputScale(comparedWith: set)
    // What a squared step adds to the score.
    let factor = try scoreFactor(scale * scale / Double(set.dimension), shifts: 1...62)
    return PrototypeHeadContents(
      ids: set.ids, dimension: set.dimension,
      places: set.places,
      elements: set.prototypes.flatMap { Self.steps($0.values, scale) },
      scoreMultiplier: factor.multiplier, scoreShift: factor.shift)
  }

  /// Clusters in the steps of the output.
  private func clusterHead(_ set: ClusterSet) throws(QuantizationError) -> ClusterHeadContents {
    let scale = try outputScale(comparedWith: set.centers)
    let factor = try scoreFactor(scale * Double(set.octavesPerUnit), shifts: 3...62)
    return ClusterHeadContents(
      ids: set.centers.ids, dimension: set.centers.dimension, places: set.centers.places,
      centers: set.centers.prototypes.flatMap { Self.steps($0.values, scale) },
      spreads: set.spreads.flatMap { Self.steps($0, scale) },
      octaveMultiplier: factor.multiplier, octaveShift: factor.shift)
  }

  /// A step of the output, which is as many blocks as the prototypes need.
  private func outputScale(comparedWith set: PrototypeSet) throws(QuantizationError) -> Double {
    let output = tensors[tensors.count - 1]
    guard output.shape.count.isMultiple(of: set.dimension) else {
      throw .inconsistentModel(
        what: "outputs beside prototypes of \(set.dimension) elements", found: output.shape.count,
        expected: set.dimension)
    }
    try checkNames(set.ids)
    return Double(output.quantization.scale)
  }

  private static func steps(_ values: [Float], _ scale: Double) -> [Int16] {
    values.map { Int16(clamping: Int((Double($0) / scale).rounded())) }
  }

  /// Octaves in the steps of the output.
  private func crossEntropyHead(
    _ score: CrossEntropyScore
  ) throws(QuantizationError) -> CrossEntropyHeadContents {
    let output = tensors[tensors.count - 1]
    try options.score.check(outputs: output.shape.count, inputs: fused.input.count)
    try checkNames(score.ids)
    let scale = Double(output.quantization.scale)
    let octavesPerStep = scale / Double(score.temperature) * 1.4426950408889634
    let factor = try scoreFactor(octavesPerStep, shifts: 3...62)
    return CrossEntropyHeadContents(
      ids: score.ids, octaveMultiplier: factor.multiplier, octaveShift: factor.shift)
  }

  private func checkNames(_ ids: [String]) throws(QuantizationError) {
    if let id = ids.first(where: { $0.utf8.count > ModelFile.Name.byteCount }) {
      throw .unsupportedGraph(
        node: "score", reason: "the machine's name \(id) is longer than 16 bytes")
    }
  }

  /// A number in units of Q24 as `multiplier · 2^-shift`, with a multiplier of 31 bits.
  private func scoreFactor(
    _ real: Double, shifts: ClosedRange<Int>
  ) throws(QuantizationError) -> (multiplier: UInt32, shift: UInt32) {
    let inQ24 = real * 0x1p24
    let shift = inQ24 > 0 && inQ24.isFinite ? 30 - Int(inQ24.exponent) : 0
    guard shifts.contains(shift) else {
      throw .unsupportedGraph(
        node: "score",
        reason: "one step of the output is \(tensors[tensors.count - 1].quantization.scale), "
          + "beyond what a score can hold")
    }
    let scaled = inQ24 * Double(sign: .plus, exponent: shift, significand: 1)
    return (UInt32(min(scaled.rounded(), 0x1.FFFFFFFCp30)), UInt32(shift))
  }

  /// Q13 log2 units of a dB.
  static let q13PerDecibel = 8192 / decibelsPerOctave

  /// From steps of standard deviations to Q13 log2 units.
  private func requantizer(
    _ layer: FusedLayer, step: Double, bound: Int64
  ) throws(QuantizationError) -> Requantizer {
    let real = step * Double(options.inputDeviation) * Self.q13PerDecibel
    guard let requantizer = Requantizer(real: real), Double(bound) * max(1, real) < 0x1p30 else {
      throw tooCoarse(layer, real)
    }
    return requantizer
  }

  private func tooCoarse(_ layer: FusedLayer, _ real: Double) -> QuantizationError {
    .unsupportedGraph(
      node: layer.name,
      reason: "one step of its output is \(real / 8192) octaves, which is too many")
  }
}

extension PrototypeSet {
  fileprivate var places: [PrototypePlace] {
    prototypes.map { prototype in
      PrototypePlace(
        block: UInt16(prototype.block),
        id: prototype.id.flatMap { ids.firstIndex(of: $0) }.map(UInt16.init)
          ?? PrototypePlace.anyID)
    }
  }
}

extension WeightQuantization {
  /// Bits to drop from sums of 64 bits so that they fit 30.
  fileprivate var headShift: Int {
    guard hasWideAccumulators, let largest = accumulatorBounds.max() else { return 0 }
    return max(0, 64 - largest.leadingZeroBitCount - 29)
  }
}
