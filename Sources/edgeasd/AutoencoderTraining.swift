import ClipFeatures
import Features
import FloatModels
import Training

/// What the training of an autoencoder starts from.
struct AutoencoderTraining {
  /// With the first weights.
  let model: FloatModel
  let windows: WindowSource

  /// - Parameters:
  ///   - clips: at least one, of the family's `leastFrames` or more each.
  ///   - graph: the network with its first weights.
  init(_ setup: TrainingSetup, _ clips: [TrainingClip], _ graph: Graph) throws {
    let frames = clips.map(\.frames)
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
    model = FloatModel(
      family: setup.family.rawValue, graph: graph, inputMean: standardization.mean,
      inputDeviation: standardization.deviation, frontEnd: setup.frontEnd, windowing: windowing,
      record: setup.record(of: frames))
  }
}

extension FloatModel {
  /// The model with trained weights and the record of how.
  func trained(_ graph: Graph, _ record: TrainingRecord) -> FloatModel {
    var model = self
    model.graph = graph
    model.record.merge(record.metadata) { _, new in new }
    return model
  }
}
