import FloatModels

/// A float network with all that was found out about how to lower it.
struct Preparation: Sendable {
  /// The float network, equalized or as it came: what the integers are compared with.
  var reference: FusedGraph
  /// What is lowered: the reference, or its weights after fine-tuning.
  var fused: FusedGraph
  /// Of every tensor.
  var statistics: [ActivationStatistics]
  /// One a tensor.
  var choices: [RangeSelection.Choice] = []
  /// Whether weights may be cut.
  var clipsWeights = false
  /// Whether biases make up for what rounded weights add.
  var correctsBias = false
  /// Rounds weights together; nil rounds each by itself.
  var rounding: CompensatedRounding?
  /// Steps of weights that were fine-tuned for them, by layer.
  var tunedScales: [Int: [Float]] = [:]
  let model: FloatModel
  /// Of the reference's weights.
  private let searched = SearchedScales()

  init(_ fused: FusedGraph, _ statistics: [ActivationStatistics], _ model: FloatModel) {
    reference = fused
    self.fused = fused
    self.statistics = statistics
    self.model = model
  }

  /// The network at a plan.
  func lowered(_ plan: PrecisionPlan) throws(QuantizationError) -> LoweredNetwork {
    var fused = fused
    var options = LoweringOptions(
      ranges: ranges(plan), plan: plan, inputMean: model.inputMean,
      inputDeviation: model.inputDeviation, score: model.score)
    options.byteRanges = choices.map(\.range)
    for (index, layer) in fused.layers.enumerated() where layer.isLinear {
      let input = statistics[layer.input].moments
      let grid = plan.weights[index]
      let scales = tunedScales[index] ?? clippedScales(index, layer, grid)
      options.weightScales[index] = scales
      if let rounding, grid != .int16 {
        let rounded = rounding.rounded(layer, index, grid, scales: scales)
        fused.layers[index].weight = rounded.weight
        fused.layers[index].bias = zip(layer.bias, rounded.shift).map { $0 - $1 }
      } else if correctsBias {
        fused.layers[index].bias = MeanShift.correctedBias(
          layer, grid: grid, scales: scales, means: input.means)
      }
    }
    return try fused.lowered(options)
  }

  private func clippedScales(_ index: Int, _ layer: FusedLayer, _ grid: WeightGrid) -> [Float] {
    guard clipsWeights else { return WeightQuantization.scales(layer, grid) }
    return searched.scales(of: index, grid) {
      WeightQuantization.scales(
        layer, grid, clippingBy: statistics[layer.input].moments.meanSquares)
    }
  }

  /// Ranges of 8 bits as they were chosen; of 16 bits four times as far as normal sound reaches.
  func ranges(_ plan: PrecisionPlan) -> [ActivationRange] {
    choices.indices.map { tensor in
      guard plan.activations[tensor] == .int16 else { return choices[tensor].range }
      let whole = CalibrationMethod.minMax.range(of: statistics[tensor], on: .int16)
      return ActivationRange(
        minimum: whole.minimum * Self.headroom, maximum: whole.maximum * Self.headroom)
    }
  }

  /// 16 bits have two to spare, so that abnormal sound is not cut.
  private static let headroom: Float = 4
}
