import ClipFeatures
import Datasets
import Features
import FloatModels
import Training

/// Trains a network to reproduce windows, or a part of them: of a fixed length, or what is pooled of whole
/// clips.
struct AutoencoderTraining: NetworkTraining {
  let graph: Graph
  let windows: WindowSource
  let objective: TrainingObjective
  let shortClips: Int
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
    let (family, bands) = (setup.family, setup.frontEnd.bands)
    guard let graph = family.autoencoder(bands: bands, seed: seed) else {
      preconditionFailure("\(family.rawValue) is no autoencoder")
    }
    let material =
      try family.poolings.isEmpty
      ? Material(framesOf: clips, family, bands: bands)
      : Material(pooledOf: clips, by: setup.kind.pooling, bands: bands)
    self.graph = graph
    objective = Self.objective(family, bands: bands)
    (windows, frames, shortClips) = (material.windows, material.frames, material.shortClips)
    start = FloatModel(
      family: family.rawValue, graph: graph, inputMean: material.standardization.mean,
      inputDeviation: material.standardization.deviation, frontEnd: setup.frontEnd,
      windowing: material.windowing, score: family.reconstructionScore(bands: bands),
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

/// What is learned from.
private struct Material {
  let frames: [LogMelFrames]
  let standardization: Standardization
  /// Standardised.
  let windows: WindowSource
  /// Of the detector.
  let windowing: Windowing
  let shortClips: Int

  /// Windows of the family's frames.
  init(framesOf clips: [TrainingClip], _ family: Family, bands: Int) throws {
    frames = clips.map(\.frames)
    let decibels = frames.map { $0.values.map { Float(LogMelQ9.toDecibels($0)) } }
    standardization = try Standardization(measuring: decibels)
    var windowing = Windowing(
      framesPerWindow: family.leastFrames, framesPerStep: family.framesPerStep ?? 1,
      windowsPerDecision: 1)
    windows = try WindowSource(
      clips: decibels.map(standardization.applied), bands: bands, windowing: windowing)
    // A decision spans what a training clip does.
    windowing.windowsPerDecision = windows.windowCounts.sorted()[windows.windowCounts.count / 2]
    self.windowing = windowing
    shortClips = 0
  }

  /// What is pooled of windows that are as long as the clips are.
  init(pooledOf clips: [TrainingClip], by pooling: FramePooling?, bands: Int) throws {
    let used = ClipWindows(clips, bands: bands)
    frames = used.clips.map(\.frames)
    shortClips = used.shortClips
    windowing = used.windowing(pooling: pooling)
    var pooled = [[Float]](repeating: [], count: used.clips.count)
    for window in used.pooled(windowing, bands: bands) {
      pooled[window.clip] += window.values.map(Float.init)
    }
    standardization = try Standardization(measuring: pooled)
    // To the network a pooled window is a single frame of many bands.
    windows = try WindowSource(
      clips: pooled.map(standardization.applied), bands: windowing.valueCount(bands: bands),
      windowing: Windowing(framesPerWindow: 1, framesPerStep: 1, windowsPerDecision: 1))
  }
}
