import EdgeRuntime
import Features
import FloatModels
import SeededRandom
import Testing

@testable import Quantization

/// What each step brings, on networks that need just that, and whether it is left out when told.
@Suite struct RefinementTests {
  private static let bands = 12

  private static func model(_ layers: [(Tensor, relu: Bool)]) -> FloatModel {
    var nodes: [Node] = []
    for (index, layer) in layers.enumerated() {
      let units = layer.0.shape[0]
      nodes.append(
        Node(
          name: "dense.\(index)", operation: .dense(units: units), inputs: [nodes.count - 1],
          parameters: ["weight": layer.0, "bias": Tensor(shape: [units])]))
      if layer.relu {
        nodes.append(Node(name: "relu.\(index)", operation: .relu, inputs: [nodes.count - 1]))
      }
    }
    return FloatModel(
      family: "test", graph: Graph(input: Shape(vector: bands), nodes: nodes), inputMean: -60,
      inputDeviation: 5, frontEnd: .features(sourceBands: bands, bands: bands),
      windowing: Windowing(framesPerWindow: 1, framesPerStep: 1, windowsPerDecision: 20),
      record: [:])
  }

  /// Frames whose bands have the given mean and deviation, in the model's standard deviations.
  private static func clips(
    _ count: Int = 12, _ level: (_ band: Int) -> (mean: Double, deviation: Double)
  ) -> [[Int16]] {
    (0..<count).map { number in
      var random = SeededGenerator(seed: UInt64(number))
      return (0..<60).flatMap { _ in
        (0..<bands).map { band in
          let (mean, deviation) = level(band)
          return LogMelQ9.fromDecibels(-60 + 5 * (mean + deviation * random.normal()))
        }
      }
    }
  }

  private static func quantized(
    _ model: FloatModel, _ clips: [[Int16]], _ change: (inout QuantizationOptions) -> Void
  ) throws -> QuantizedModel {
    var options = QuantizationOptions(toolVersion: "test")
    options.method = .minMax
    (options.equalization, options.weightClipping, options.biasCorrection) = (.off, .off, .off)
    options.compensatedRounding = .off
    change(&options)
    return try Quantizer(model, options).run(ClipArray(clips))
  }

  /// Rows of small weights with one large weight each, on a channel that is 0 or, if `isHeard`, the
  /// only one that is not.
  private static func outliers(isHeard: Bool) -> (FloatModel, [[Int16]]) {
    var random = SeededGenerator(seed: 1)
    var (first, second) = (Tensor(shape: [bands, bands]), Tensor(shape: [bands, bands]))
    for index in second.values.indices {
      second.values[index] = index % bands == 0 ? 2 : Float(0.2 * random.normal())
    }
    for band in 0..<bands where (band == 0) == isHeard {
      first.values[band * bands + band] = 1
    }
    return (model([(first, true), (second, false)]), clips { _ in (2, 0.5) })
  }

  @Test func clippingFreesSmallWeightsFromALargeOneThatHardlyCounts() throws {
    let (model, clips) = Self.outliers(isHeard: false)
    let result = try Self.quantized(model, clips) {
      ($0.weights, $0.weightClipping) = (.int4, .automatic)
    }
    let step = try #require(result.steps.first)
    #expect(result.steps.count == 1 && step.name == "weight clipping" && step.isTaken)
    #expect(step.errorWith < step.errorWithout / 2)
    let layer = result.contents.networks[0].layers[1]
    #expect(layer.weightScales.allSatisfy { $0 < 1 / 7 })
    let plain = try Self.quantized(model, clips) { $0.weights = .int4 }
    #expect(plain.steps.isEmpty && result.scoreError < plain.scoreError / 2)
    let kept = plain.contents.networks[0].layers[1].weightScales
    #expect(kept.allSatisfy { abs($0 * 7 / 2 - 1) < 1e-6 })
  }

  /// Weights that are all rounded down, on levels that are all above the mean.
  private static func biased() -> (FloatModel, [[Int16]]) {
    var weight = Tensor(shape: [bands, bands])
    for index in weight.values.indices {
      weight.values[index] = index / bands == index % bands ? 0.7 : 0.045
    }
    return (model([(weight, false)]), clips { _ in (1.5, 0.4) })
  }

  @Test func correctionTakesAwayWhatRoundingAddsOnAverage() throws {
    let (model, clips) = Self.biased()
    let result = try Self.quantized(model, clips) {
      ($0.weights, $0.biasCorrection) = (.int4, .automatic)
    }
    let step = try #require(result.steps.first)
    #expect(result.steps.count == 1 && step.name == "bias correction" && step.isTaken)
    #expect(step.errorWith < step.errorWithout / 2)
    let plain = try Self.quantized(model, clips) { $0.weights = .int4 }
    #expect(plain.steps.isEmpty && result.scoreError < plain.scoreError / 2)
    // Eleven weights of .045 at a mean of 1.5: .74 is missing.
    let layer = result.contents.networks[0].layers[0]
    let inputScale = result.contents.networks[0].tensors[0].scale
    for (bias, scale) in zip(layer.bias, layer.weightScales) {
      #expect(abs(Float(bias) * inputScale * scale - 0.74) < 0.03)
    }
    #expect(plain.contents.networks[0].layers[0].bias.allSatisfy { $0 == 0 })
  }

  /// A hidden layer whose channels reach from 1/4 to 16.
  private static func uneven() -> (FloatModel, [[Int16]]) {
    var (first, second) = (Tensor(shape: [bands, bands]), Tensor(shape: [bands, bands]))
    for band in 0..<bands {
      let gain = Float([8, 1, 0.125][band % 3])
      first.values[band * bands + band] = gain
      second.values[band * bands + band] = 0.5 / gain
    }
    return (model([(first, true), (second, false)]), clips { _ in (2, 0.5) })
  }

  @Test func equalizationLetsQuietChannelsFillTheirSteps() throws {
    let (model, clips) = Self.uneven()
    let result = try Self.quantized(model, clips) { $0.equalization = .automatic }
    let step = try #require(result.steps.first)
    #expect(result.steps.count == 1 && step.name == "equalization" && step.isTaken)
    // By the square root of what would fill them: the weights behind them pay for it.
    #expect(step.errorWith < 0.8 * step.errorWithout)
    let plain = try Self.quantized(model, clips) { _ in }
    #expect(plain.steps.isEmpty && result.scoreError < 0.7 * plain.scoreError)
    // Quiet channels are multiplied by powers of two, loud ones stay.
    let scales = [result, plain].map { $0.contents.networks[0].layers[0].weightScales }
    for channel in scales[0].indices {
      #expect(scales[0][channel] / scales[1][channel] == [1, 4, 8][channel % 3])
    }
  }

  @Test func whatDoesNotHelpIsTakenWhereItWasAskedFor() throws {
    let (model, clips) = Self.biased()
    let asked = try Self.quantized(model, clips) {
      (options: inout QuantizationOptions) in
      (options.equalization, options.weightClipping, options.biasCorrection) = (.on, .on, .on)
    }
    // There is nothing to equalize in a single layer.
    #expect(asked.steps.map(\.name) == ["weight clipping", "bias correction"])
    #expect(asked.steps.allSatisfy { $0.isTaken })
  }

  @Test func aStepThatMakesItWorseIsLeftOut() throws {
    // The large weight's channel is the only one that is heard: to cut it costs all there is.
    let (model, clips) = Self.outliers(isHeard: true)
    let result = try Self.quantized(model, clips) {
      ($0.weights, $0.weightClipping, $0.biasCorrection) = (.int4, .automatic, .automatic)
    }
    let plain = try Self.quantized(model, clips) { $0.weights = .int4 }
    #expect(result.steps.allSatisfy { $0.isTaken == ($0.errorWith < $0.errorWithout) })
    #expect(result.steps.count == 2 && result.scoreError <= plain.scoreError * 1.05)
  }

  @Test func errorsOfTheStepsFollowFromOneAnother() throws {
    let (model, clips) = Self.outliers(isHeard: false)
    let result = try Self.quantized(model, clips) {
      (options: inout QuantizationOptions) in
      (options.equalization, options.weightClipping, options.biasCorrection) =
        (.automatic, .automatic, .automatic)
      options.weights = .int4
    }
    let names = result.steps.map(\.name)
    #expect(names.suffix(2) == ["weight clipping", "bias correction"])
    let (clipping, correction) = (result.steps[names.count - 2], result.steps[names.count - 1])
    #expect(
      correction.errorWithout == (clipping.isTaken ? clipping.errorWith : clipping.errorWithout))
  }
}
