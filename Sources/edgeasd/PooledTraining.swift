import ClipFeatures
import Datasets
import Features
import FloatModels
import Training

/// Fits a family of pooled windows: a window is as long as the clips are.
struct PooledTraining {
  let model: FloatModel
  /// Clips that are much shorter than the others, and were left out.
  let shortClips: Int

  /// - Parameters:
  ///   - setup: of a pooled family.
  ///   - clips: at least one, of at least one frame each.
  init(_ setup: TrainingSetup, _ clips: [TrainingClip]) throws {
    let bands = setup.frontEnd.bands
    let used = ClipWindows(
      clips, bands: bands,
      mostFrames: setup.kind.pooling?.mostFrames ?? 65_536)
    // A clip of one frame is a modulation spectrum that was made elsewhere.
    let isSpectrum = used.framesPerWindow == 1 && setup.kind.pooling == .modulation
    let windowing = used.windowing(pooling: isSpectrum ? nil : setup.kind.pooling)
    var windows = used.pooled(windowing, bands: bands)
    let standardization = try Standardization(measuring: windows.map { $0.values.map(Float.init) })
    let (mean, deviation) = (Double(standardization.mean), Double(standardization.deviation))
    // A level of the device is a multiple of one unit.
    let unit = LogMelQ9.decibelsPerUnit / deviation
    let floor = unit * unit / 12
    for index in windows.indices {
      windows[index].values = windows[index].values.map { ($0 - mean) / deviation }
    }
    let fit: Fit
    switch setup.family {
    case .pooledNeighbours: fit = try Self.neighbours(windows, floor: floor)
    case .pooledGaussian: fit = try Self.gaussian(windows, floor: floor)
    case .modulationGraph:
      fit = try Self.clusters(
        windows, octavesPerUnit: deviation / (512 * LogMelQ9.decibelsPerUnit),
        // In the units of the levels, whose zero is the mean.
        leastSpread: isSpectrum ? Self.publishedSpread / Decibels.toPower(mean) : nil)
    case .denseAutoencoder, .convolutionalAutoencoder, .poolingAutoencoder, .interpolation,
      .variational, .fullyConnectedUNet, .idClassifier, .idEmbedding:
      preconditionFailure("\(setup.family.rawValue) is no pooled family")
    }
    model = FloatModel(
      family: setup.family.rawValue, graph: fit.graph, inputMean: standardization.mean,
      inputDeviation: standardization.deviation, frontEnd: setup.frontEnd, windowing: windowing,
      score: fit.score, heldOutScores: fit.heldOut.map(Float.init),
      // Clips that were left out are too short for the model, and so for its calibration, which knows
      // the clips again by their digest.
      record: setup.record(of: used.clips.map(\.frames)).merging(
        fit.record.merging(["windows": "\(windows.count)"]) { $1 }.map { ("training.\($0)", $1) },
        uniquingKeysWith: { $1 }))
    shortClips = used.shortClips
  }

  /// What a fit came to.
  private struct Fit {
    var graph: Graph
    var score: ScoreDescription
    var heldOut: [Double]
    /// For the model's record.
    var record: [String: String]
  }

  private static func gaussian(_ windows: [PooledWindow], floor: Double) throws -> Fit {
    let fit = try PooledGaussian(windows, floor: floor)
    let heldOut = try HeldOutScores.of(windows) {
      try PooledGaussian($0, floor: floor, isShared: fit.isShared)
    }
    return Fit(
      graph: fit.graph, score: fit.scoring, heldOut: heldOut,
      record: [
        "covariance": fit.isShared ? "shared" : "own",
        "shrinkage": fit.shrinkage.map { "\($0)" }.joined(separator: ","),
      ])
  }

  /// Of spectra that were made elsewhere: as published with the method, in their own units.
  private static let publishedSpread = 1e-6

  private static func clusters(
    _ windows: [PooledWindow], octavesPerUnit: Double, leastSpread: Double?
  ) throws -> Fit {
    let fit = try NeighbourClusters(
      windows, octavesPerUnit: octavesPerUnit, leastSpread: leastSpread)
    let heldOut = try HeldOutScores.of(windows) {
      try NeighbourClusters($0, octavesPerUnit: octavesPerUnit, leastSpread: leastSpread)
    }
    return Fit(
      graph: fit.graph, score: fit.scoring, heldOut: heldOut,
      record: ["clusters": "\(fit.score.spreads.count)"])
  }

  private static func neighbours(_ windows: [PooledWindow], floor: Double) throws -> Fit {
    let fit = try PooledNeighbours(windows, floor: floor)
    let heldOut = try HeldOutScores.of(windows) { try PooledNeighbours($0, floor: floor) }
    return Fit(
      graph: fit.graph, score: fit.scoring, heldOut: heldOut,
      record: ["prototypes": "\(fit.score.prototypes.count)"])
  }
}
