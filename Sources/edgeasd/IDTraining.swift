import ClipFeatures
import CommandLineInterface
import Features
import FloatModels
import Training

/// Trains a network to tell machine ids apart, on short windows from anywhere in the clips, and makes
/// a detector of it that hears whole clips.
struct IDTraining: NetworkTraining {
  let graph: Graph
  let windows: WindowSource
  let objective: TrainingObjective
  private let setup: TrainingSetup
  private let clips: ClipWindows
  private let ids: [String]
  private let standardization: Standardization

  /// Of the softmax that scores are made of (Giri and others, DCASE 2020).
  private static let temperature: Float = 2
  /// Frames from one window to the next that the validation judges by.
  private static let framesPerStep = 32

  /// - Parameters:
  ///   - setup: of a family that tells ids apart.
  ///   - clips: at least one, of the family's `leastFrames` or more each.
  init(_ setup: TrainingSetup, _ clips: [TrainingClip], seed: UInt64) throws {
    let bands = setup.frontEnd.bands
    self.setup = setup
    self.clips = ClipWindows(clips, bands: bands)
    let ids = Set(self.clips.clips.map(\.id)).sorted()
    guard ids.count >= 2 else { throw Self.singleID(setup, ids) }
    self.ids = ids
    let decibels = self.clips.clips.map { $0.frames.values.map { Float(LogMelQ9.toDecibels($0)) } }
    standardization = try Standardization(measuring: decibels)
    windows = try WindowSource(
      clips: decibels.map(standardization.applied), bands: bands,
      windowing: Windowing(
        framesPerWindow: setup.family.leastFrames, framesPerStep: Self.framesPerStep,
        windowsPerDecision: 1))
    objective = .classification(
      Classification(
        labels: self.clips.clips.compactMap { ids.firstIndex(of: $0.id) }, classCount: ids.count))
    graph = Architectures.idClassifier(
      frames: setup.family.leastFrames, bands: bands, ids: ids.count, seed: seed)
  }

  /// One of each clip.
  var windowsPerEpoch: Int { clips.clips.count }
  var shortClips: Int { clips.shortClips }

  func model(_ graph: Graph, heldOut: [Int], record: [String: String]) throws -> FloatModel {
    let whole = graph.taking(frames: clips.framesPerWindow)
    let heldOut = Set(heldOut)
    let detector =
      setup.family == .idClassifier
      ? try classifier(whole, heldOut) : try embedding(whole, heldOut)
    return FloatModel(
      family: setup.family.rawValue, graph: detector.graph, inputMean: standardization.mean,
      inputDeviation: standardization.deviation, frontEnd: setup.frontEnd,
      windowing: clips.windowing(), score: detector.score,
      heldOutScores: detector.heldOut.map(Float.init),
      record: setup.record(of: clips.clips.map(\.frames)).merging(record) { $1 }
        .merging(detector.record) { $1 })
  }

  /// What a network comes to.
  private struct Detector {
    var graph: Graph
    var score: ScoreDescription
    /// Of windows that the network has not been trained on.
    var heldOut: [Double]
    /// For the model's record.
    var record: [String: String] = [:]
  }

  private func classifier(_ graph: Graph, _ heldOut: Set<Int>) throws -> Detector {
    let score = CrossEntropyScore(ids: ids, temperature: Self.temperature)
    let logits = try outputs(of: graph, clips: heldOut)
    return Detector(
      graph: graph, score: .crossEntropy(score),
      heldOut: logits.map { score.entropy($0.values.map(Float.init)[...], id: $0.id) })
  }

  private func embedding(_ classifier: Graph, _ heldOut: Set<Int>) throws -> Detector {
    let body = Graph(input: classifier.input, nodes: classifier.nodes.dropLast())
    let embeddings = try outputs(of: body, clips: Set(clips.clips.indices))
    let fit = try EmbeddedGaussian(body, embeddings)
    let learned = embeddings.filter { !heldOut.contains($0.clip) }
    let partial = try EmbeddedGaussian(body, learned, isShared: fit.gaussian.isShared)
    return Detector(
      graph: fit.graph, score: .nearestPrototype(fit.gaussian.score),
      heldOut: try partial.gaussian.scores(of: embeddings.filter { heldOut.contains($0.clip) }),
      record: ["training.covariance": fit.gaussian.isShared ? "shared" : "own"])
  }

  /// What a network gives for every window of some clips.
  private func outputs(of graph: Graph, clips numbers: Set<Int>) throws -> [PooledWindow] {
    let network = try Network(graph)
    let (windowing, size) = (clips.windowing(), graph.input.count)
    return numbers.sorted().flatMap { number in
      let frames = windows.clips[number]
      return (0..<windowing.windowCount(frames: frames.count / windows.bands)).map { index in
        let window = Array(frames[index * size..<(index + 1) * size])
        return PooledWindow(
          network.forward(window, batch: 1).map(Double.init), id: clips.clips[number].id,
          clip: number)
      }
    }
  }

  private static func singleID(_ setup: TrainingSetup, _ ids: [String]) -> CommandFailure {
    CommandFailure(
      .failure,
      """
      \(setup.family.rawValue) needs two ids, for it learns to tell them apart
        \(setup.machine): all normal training clips are of \(ids.first ?? "no id")
        add another machine of the kind, or choose --family pooled-gaussian
      """)
  }
}
