import Dispatch
import EdgeRuntime
import FloatModels
import Synchronization

/// Runs an integer detector over normal clips: measures every layer against the float network, and
/// collects the scores that thresholds and comparisons rest on.
///
/// Memory grows by two numbers a clip and one a decision, and by nothing else.
struct IntegerTrial {
  /// Scores of decisions, dB² in Q24.
  private(set) var decisionsQ24: [Int64] = []
  /// Mean score of each clip that held a window, dB².
  private(set) var clipScores: [Double] = []
  /// Of the measured windows.
  private(set) var measurement: LayerMeasurement
  /// Of all windows.
  private(set) var bands: BandStatistics
  private let trial: ClipTrial

  /// Windows that layers are measured on, over all clips.
  private static let measuredWindows = 512

  /// - Parameters:
  ///   - contents: the model on trial, of one network.
  ///   - fused: what it was lowered from.
  ///   - clips: how many there will be; nil measures no layers.
  /// - Throws: `ModelError` where the runtime refuses what was made.
  init(
    _ contents: ModelContents, _ match: LayerMatch, from fused: FusedGraph, of model: FloatModel,
    clips: Int?
  ) throws {
    let float: Network
    do { float = try Network(fused.graph) } catch { throw QuantizationError.badGraph(error) }
    trial = ClipTrial(
      image: ModelImage(try ModelWriter.write(contents)), network: contents.networks[0],
      match: match, float: float, resultNodes: fused.resultNodes,
      gatherer: try WindowGatherer(model), score: model.score,
      measuredWindows: clips.map { max(1, Self.measuredWindows / max($0, 1)) } ?? 0,
      bands: BandStatistics(contents))
    bands = trial.bands
    measurement = LayerMeasurement(tensors: match.tensorIndices.count)
  }

  /// Runs the detector over clips, several at a time; the result does not depend on how many.
  /// - Throws: `QuantizationError.badFrames`.
  mutating func observe(_ clips: [CalibrationClip]) throws {
    let trial = trial
    let outcomes = Mutex(
      [Result<ClipTrial.Outcome, any Error>?](repeating: nil, count: clips.count))
    DispatchQueue.concurrentPerform(iterations: clips.count) { index in
      let outcome = Result { try trial.run(clips[index]) }
      outcomes.withLock { $0[index] = outcome }
    }
    // In the order of the clips, so that sums are the same in every run.
    for outcome in outcomes.withLock({ $0 }) {
      guard let outcome = try outcome?.get() else { continue }
      decisionsQ24 += outcome.decisionsQ24
      if let score = outcome.score { clipScores.append(score) }
      measurement.add(outcome.measurement)
      bands.add(outcome.bands)
    }
  }
}
