import ClipFeatures
import Datasets
import Features
import FloatModels
import Training

/// A normal clip to learn from.
struct TrainingClip {
  let id: String
  let frames: LogMelFrames
}

/// Fits a family of pooled windows: a window is as long as the clips are.
struct PooledTraining {
  let model: FloatModel
  /// Clips that are much shorter than the others, and were left out.
  let shortClips: Int

  /// - Parameter clips: at least one, of at least one frame each.
  init(_ setup: TrainingSetup, _ clips: [TrainingClip], pooling: FramePooling) throws {
    let bands = setup.frontEnd.bands
    let lengths = clips.map { $0.frames.values.count / bands }
    let usual = lengths.sorted()[lengths.count / 2]
    let used = zip(clips, lengths).filter { $0.1 * 2 >= usual }
    let length = min(used.map(\.1).min() ?? usual, Self.mostFrames)
    let windowing = Windowing(
      framesPerWindow: length, framesPerStep: length, windowsPerDecision: 1, pooling: pooling)
    var windows: [PooledGaussian.Window] = []
    for (number, (clip, frames)) in used.enumerated() {
      let decibels = clip.frames.values.map(LogMelQ9.toDecibels)
      for index in 0..<windowing.windowCount(frames: frames) {
        let first = index * length * bands
        let values = windowing.values(decibels[first..<first + length * bands], bands: bands)
        windows.append(PooledGaussian.Window(values, id: clip.id, clip: number))
      }
    }
    let standardization = try Standardization(measuring: windows.map { $0.values.map(Float.init) })
    let (mean, deviation) = (Double(standardization.mean), Double(standardization.deviation))
    // A level of the device is a multiple of one unit.
    let unit = LogMelQ9.decibelsPerUnit / deviation
    let floor = unit * unit / 12
    for index in windows.indices {
      windows[index].values = windows[index].values.map { ($0 - mean) / deviation }
    }
    let gaussian = try PooledGaussian(windows, floor: floor)
    let heldOut = try PooledGaussian.heldOutScores(
      windows, floor: floor, isShared: gaussian.isShared)
    model = FloatModel(
      family: setup.family.rawValue, graph: gaussian.graph, inputMean: standardization.mean,
      inputDeviation: standardization.deviation, frontEnd: setup.frontEnd, windowing: windowing,
      score: .nearestPrototype(gaussian.score),
      heldOutScores: heldOut.map(Float.init),
      record: setup.record(of: clips.map(\.frames)).merging(
        [
          "training.covariance": gaussian.isShared ? "shared" : "own",
          "training.shrinkage": gaussian.shrinkage.map { "\($0)" }.joined(separator: ","),
          "training.windows": "\(windows.count)",
        ], uniquingKeysWith: { $1 }))
    shortClips = clips.count - used.count
  }

  /// A window has no more frames than this.
  private static let mostFrames = 65_536
}
