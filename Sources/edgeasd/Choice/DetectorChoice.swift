import AtomicFile
import ClipFeatures
import CommandLineInterface
import Datasets
import Dispatch
import Features
import FloatModels
import Foundation
import Quantization
import SeededRandom
import Training

/// Finds out from normal sound alone which detector suits a machine: each is trained on a part of the
/// clips, and hears faults that are made up in the others.
struct DetectorChoice {
  let dataset: Dataset
  let rate: Int?
  let channel: Int?
  let seed: UInt64
  /// Passes over the clips; nil takes a part of the family's.
  let epochs: Int?
  let limits: DetectorLimits
  /// Where trials are kept until the choice is made, so that an interrupted one can go on.
  let keptFile: String
  let shouldStop: @Sendable () -> Bool

  /// Those that are tried: first what is computed in seconds, then what is trained.
  ///
  /// Not among them is the graph of modulation spectra: on those of 23 published machines the nearest
  /// neighbour does better on average (AUC .806 against .780), and `pooled-knn:modulation` is that. Nor are
  /// the variational autoencoder, which is much like the dense one and takes as long, and the U-Net, which
  /// falls short of the Gaussian of what it is given on the one set that is large enough to tell.
  static let kinds: [DetectorKind] = {
    let tried = DetectorKind.all.filter { !untried.contains($0.family) && $0.variant != .denoising }
    return tried.filter { $0.family.learning == .statistics }
      + tried.filter { $0.family.learning != .statistics }
  }()
  private static let untried: Set<Family> = [.modulationGraph, .variational, .fullyConnectedUNet]

  /// A detector, ready to be tried.
  private struct Candidate {
    let kind: DetectorKind
    /// nil where the data do not suit it; then `reason` says why.
    let setup: TrainingSetup?
    var reason: String?
  }

  /// Tries all detectors.
  ///
  /// - Parameters:
  ///   - features: frames of clips through a setup's front end, those of at least so many frames.
  ///   - progress: called with the number of detectors that were tried.
  /// - Throws: `CancellationError` where it was asked to stop; what was tried is kept.
  func run(
    features: (TrainingSetup, _ minimumFrames: Int) throws -> [(clip: Clip, frames: LogMelFrames)],
    progress: @Sendable (Int, _ note: String) -> Void
  ) throws -> DetectorComparison {
    let candidates = Self.kinds.map(candidate)
    let clips = try clips(of: candidates, features: features)
    let inputs = inputs(clips)
    let kept = Self.kept(keptFile, inputs)
    let waiting = candidates.filter { candidate in
      !kept.contains { $0.detector == candidate.kind.name }
    }
    let new = try ParallelWork.map(
      waiting, jobs: ProcessInfo.processInfo.activeProcessorCount, shouldStop: shouldStop,
      finished: { new in
        try Self.keep(kept + new, keptFile, inputs)
        progress(kept.count + new.count, new.last?.detector ?? "")
      }, { try trial($0, clips) })
    guard new.count == waiting.count else { throw CancellationError() }
    let tried = kept + new
    return DetectorComparison(
      Self.kinds.compactMap { kind in tried.first { $0.detector == kind.name } },
      clipCount: clips.values.map(\.tried.count).max() ?? 0,
      burstiness: Self.commonest(candidates).flatMap { clips[$0]?.burstiness } ?? 0)
  }

  /// The front end that most candidates share: shorter frames find any machine more restless.
  private static func commonest(_ candidates: [Candidate]) -> FrontEndDescription? {
    let frontEnds = candidates.compactMap { $0.setup?.frontEnd }
    return frontEnds.max { first, second in
      frontEnds.count { $0 == first } < frontEnds.count { $0 == second }
    }
  }

  private func candidate(_ kind: DetectorKind) -> Candidate {
    do {
      let setup = try TrainingSetup(dataset, kind: kind, rate: rate, channel: channel)
      return Candidate(kind: kind, setup: setup)
    } catch {
      return Candidate(kind: kind, setup: nil, reason: ErrorClause(error).text)
    }
  }

  /// By front end; every one of them has the same clips.
  private func clips(
    of candidates: [Candidate],
    features: (TrainingSetup, _ minimumFrames: Int) throws -> [(clip: Clip, frames: LogMelFrames)]
  ) throws -> [FrontEndDescription: TrialClips] {
    var frames: [FrontEndDescription: [(clip: Clip, frames: LogMelFrames)]] = [:]
    let setups = candidates.compactMap(\.setup)
    for setup in setups where frames[setup.frontEnd] == nil {
      let least = setups.filter { $0.frontEnd == setup.frontEnd }.map(\.leastFrames).max()
      frames[setup.frontEnd] = try features(setup, least ?? 1)
    }
    let common = frames.values.map { Set($0.map(\.clip)) }
      .reduce(nil as Set<Clip>?) { $0?.intersection($1) ?? $1 }
    let usable = frames.mapValues { $0.filter { common?.contains($0.clip) ?? false } }
    guard let count = usable.values.first?.count, count > 0 else { return [:] }
    var generator = SeededGenerator(seed: seed, stream: "trial clips")
    let order = generator.permutation(of: count)
    return Dictionary(
      uniqueKeysWithValues: usable.map { frontEnd, clips in
        let clips = clips.map { TrainingClip(id: $0.clip.id, frames: $0.frames) }
        return (frontEnd, TrialClips(clips, bands: frontEnd.bands, order: order))
      })
  }

  private func trial(
    _ candidate: Candidate, _ clips: [FrontEndDescription: TrialClips]
  ) throws -> DetectorTrial {
    var trial = DetectorTrial(detector: candidate.kind.name, reason: candidate.reason)
    guard let setup = candidate.setup else { return trial }
    guard let own = clips[setup.frontEnd] else {
      trial.reason = "no clip is long enough for all detectors"
      return trial
    }
    let started = DispatchTime.now().uptimeNanoseconds
    do {
      let cost = try cost(setup, own)
      trial.cost = cost
      trial.reason = limits.excess(of: cost)
      if trial.reason == nil {
        trial.hearing = try own.hearing(seed: seed, shouldStop: shouldStop) { learned in
          try setup.train(
            learned, seed: seed,
            epochs: epochs,
            share: TrialClips.shareOfEpochs(setup.family),
            shouldStop: shouldStop)
        }
        if trial.hearing == nil { trial.reason = "needs two clips of a machine to compare" }
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      if shouldStop() { throw CancellationError() }
      trial.reason = ErrorClause(error).text
    }
    trial.seconds = Double(DispatchTime.now().uptimeNanoseconds - started) * 1e-9
    return trial
  }

  /// Of a detector that has not learned anything, for networks: what it learns does not change it.
  private func cost(
    _ setup: TrainingSetup, _ clips: TrialClips
  ) throws -> DetectorTrial.Cost {
    let model =
      try setup.networkTraining(clips.all, seed: seed)?.untrained()
      ?? PooledTraining(setup, clips.all).model
    var options = QuantizationOptions(toolVersion: ToolVersion.current)
    options.equalization = .off
    options.weightClipping = .off
    options.biasCorrection = .off
    options.compensatedRounding = .off
    let some = clips.all.prefix(Self.clipsToQuantizeBy)
    let quantized = try Quantizer(model, options)
      .run(ClipArray(some.map { CalibrationClip($0.frames.values, id: $0.id) }))
    let figures = ModelFigures(try ModelImage(ModelWriter.write(quantized.contents)).model())
    return DetectorTrial.Cost(
      fileBytes: figures.fileBytes, memoryBytes: figures.detectorBytes,
      multiplications: figures.multiplications)
  }

  private static let clipsToQuantizeBy = 4

  /// Digest of all that trials depend on.
  private func inputs(_ clips: [FrontEndDescription: TrialClips]) -> String {
    var digest = DigestedBytes(purpose: "choice")
    let options = [
      ToolVersion.current, "\(seed)", "\(epochs ?? 0)", "\(limits)",
    ]
    for word in options { digest.add(Array(word.utf8)) }
    let digests = clips.map { frontEnd, clips in
      "\(frontEnd) " + FeatureDigest.sha256(of: clips.all.map(\.frames))
        + clips.all.map(\.id).joined(separator: ",")
    }
    for word in digests.sorted() { digest.add(Array(word.utf8)) }
    return digest.digits()
  }

  /// Trials in a file.
  private struct Kept: Codable {
    var inputs: String
    var trials: [DetectorTrial]
  }

  private static func kept(_ path: String, _ inputs: String) -> [DetectorTrial] {
    guard let data = FileManager.default.contents(atPath: path),
      let kept = try? JSONDecoder().decode(Kept.self, from: data), kept.inputs == inputs
    else { return [] }
    return kept.trials
  }

  private static func keep(_ trials: [DetectorTrial], _ path: String, _ inputs: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try AtomicFile.write(
      [UInt8](encoder.encode(Kept(inputs: inputs, trials: trials))), to: path)
  }
}
