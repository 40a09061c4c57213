import ClipFeatures
import Datasets
import Features
import FloatModels
import Training

/// Trains a network to reproduce windows of a fixed length, or a part of them.
struct AutoencoderTraining: NetworkTraining {
  let graph: Graph
  let windows: WindowSource
  let objective: TrainingObjective
  /// With the first weights.
  private let start: FloatModel
  private let frames: [LogMelFrames]

  /// Variance that a variational autoencoder's decoder gives its values, in those of its input: about what a
  /// dense autoencoder of the same bottleneck leaves of normal sound.
  private static let decoderVariance: Float = 0.1

  /// - Parameters:
  ///   - setup: of a family that reproduces.
  ///   - clips: at least one, of the family's `leastFrames` or more each.
  init(_ setup: TrainingSetup, _ clips: [TrainingClip], seed: UInt64) throws {
    guard let graph = setup.family.autoencoder(bands: setup.frontEnd.bands, seed: seed) else {
      preconditionFailure("\(setup.family.rawValue) is no autoencoder")
    }
    self.graph = graph
    objective = Self.objective(setup.family, bands: setup.frontEnd.bands)
    frames = clips.map(\.frames)
    let decibels = frames.map { $0.values.map { Float(LogMelQ9.toDecibels($0)) } }
    let standardization = try Standardization(measuring: decibels)
    var windowing = Windowing(
      framesPerWindow: setup.family.leastFrames, framesPerStep: setup.family.framesPerStep ?? 1,
      windowsPerDecision: 1)
    windows = try WindowSource(
      clips: decibels.map(standardization.applied), bands: setup.frontEnd.bands,
      windowing: windowing)
    // A decision spans what a training clip does.
    windowing.windowsPerDecision = windows.windowCounts.sorted()[windows.windowCounts.count / 2]
    start = FloatModel(
      family: setup.family.rawValue, graph: graph, inputMean: standardization.mean,
      inputDeviation: standardization.deviation, frontEnd: setup.frontEnd, windowing: windowing,
      score: setup.family.reconstructionScore(bands: setup.frontEnd.bands),
      record: setup.record(of: frames))
  }

  private static func objective(_ family: Family, bands: Int) -> TrainingObjective {
    if family == .variational {
      let size = Float(family.leastFrames * bands)
      return .variational(
        LatentSampling(
          mean: Architectures.latentMean, logVariance: Architectures.latentLogVariance,
          divergenceWeight: 2 * decoderVariance / size))
    }
    return family.predicted(bands: bands).map { .interpolation($0) } ?? .reconstruction
  }

  var windowsPerEpoch: Int { windows.windowCount }
  var shortClips: Int { 0 }

  func model(_ graph: Graph, heldOut: [Int], record: [String: String]) throws -> FloatModel {
    var model = start
    // What only the training needed is no part of the detector.
    model.graph = graph.withoutUnreadNodes()
    model.record.merge(record) { _, new in new }
    if case .variational(let latent) = objective {
      model.record["training.divergence_weight"] = "\(latent.divergenceWeight)"
    }
    let chain = try FloatChain(model)
    model.heldOutScores = heldOut.flatMap { number in
      let decibels = frames[number].values.map(LogMelQ9.toDecibels)
      return model.windowing.decisions(chain.windowScores(decibels)).map(Float.init)
    }
    return model
  }
}
