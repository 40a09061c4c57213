import ClipFeatures
import Datasets
import Evaluation
import Features
import FloatModels
import SeededRandom
import Training

/// Normal clips that detectors are tried on: each learns from three quarters of a machine's clips, and is
/// judged by how it hears faults made up in the others.
struct TrialClips {
  /// Of all clips that can be used, in the order of the data set.
  let all: [TrainingClip]
  /// Those that are used in trials, all of one length.
  let tried: [TrainingClip]
  /// When the machine acts in each of these.
  private let activities: [MachineActivity]

  /// Clips that a trial uses at most: as many of each machine. Every one is learned from in training.
  private static let most = 240
  private static let folds = 4
  /// Clips that are judged at least, where there are as many.
  private static let judged = 60
  /// Faults made up in each clip.
  private static let faultsPerClip = 2

  /// Part of its epochs after which a detector of a family can be compared with others.
  static func shareOfEpochs(_ family: Family) -> Double {
    family.learning == .reconstruction ? 0.25 : 1
  }

  /// - Parameters:
  ///   - clips: at least one, of at least one frame each.
  ///   - order: of the clips, in which those to be tried are taken.
  init(_ clips: [TrainingClip], bands: Int, order: [Int]) {
    all = clips
    let usual = ClipWindows(clips, bands: bands)
    let least = usual.framesPerWindow * bands
    let ids = Set(clips.map(\.id))
    let share = max(Self.folds, Self.most / max(ids.count, 1))
    var counts: [String: Int] = [:]
    let chosen = order.filter { index in
      let clip = clips[index]
      guard clip.frames.values.count >= least, counts[clip.id, default: 0] < share else {
        return false
      }
      counts[clip.id, default: 0] += 1
      return true
    }
    tried = chosen.sorted().map { index in
      TrainingClip(
        id: clips[index].id,
        frames: LogMelFrames(
          values: Array(clips[index].frames.values.prefix(least)), bands: bands))
    }
    activities = tried.map { MachineActivity(Self.decibels($0), bands: bands) }
  }

  /// Median over the clips, dB; see `MachineActivity`.
  var burstiness: Double {
    activities.isEmpty ? 0 : Percentile.value(0.5, of: activities.map(\.burstiness))
  }

  /// How a detector hears made-up faults; nil where no machine has enough clips to tell.
  ///
  /// - Parameter train: makes a detector of some of the clips.
  func hearing(
    seed: UInt64, shouldStop: () -> Bool, train: ([TrainingClip]) throws -> FloatModel
  ) throws -> FaultHearing? {
    let parts = parts
    let judgedParts = min(
      max((Self.judged * Self.folds + tried.count - 1) / max(tried.count, 1), 1), Self.folds)
    var heard: [FaultHearing.Clip] = []
    for part in 0..<judgedParts {
      let judged = tried.indices.filter { parts[$0] == part }
      let learned = tried.indices.filter { parts[$0] != part }.map { tried[$0] }
      guard !judged.isEmpty, !learned.isEmpty else { continue }
      let chain = try FloatChain(train(learned))
      for index in judged {
        if shouldStop() { throw CancellationError() }
        if let clip = clip(index, chain, seed: seed) { heard.append(clip) }
      }
    }
    return FaultHearing(heard)
  }

  /// The part that each clip is dealt into; of each machine in turn.
  private var parts: [Int] {
    var counts: [String: Int] = [:]
    return tried.map { clip in
      counts[clip.id, default: 0] += 1
      return ((counts[clip.id] ?? 1) - 1) % Self.folds
    }
  }

  /// Every detector hears the same faults in a clip.
  private func clip(_ index: Int, _ chain: FloatChain, seed: UInt64) -> FaultHearing.Clip? {
    let id = tried[index].id
    let decibels = Self.decibels(tried[index])
    func score(_ decibels: [Double]) -> Double? {
      FloatChain.clipScore(chain.windowScores(decibels, id: id))
    }
    guard let normal = score(decibels) else { return nil }
    var generator = SeededGenerator(seed: seed, stream: "faults of clip \(index)")
    let faulty = (0..<Self.faultsPerClip).map { _ in
      let fault = PseudoFault(using: &generator)
      return FaultHearing.severities.compactMap {
        score(fault.applied(to: decibels, activity: activities[index], severity: $0))
      }
    }
    return FaultHearing.Clip(id: id, normal: normal, faulty: faulty)
  }

  private static func decibels(_ clip: TrainingClip) -> [Double] {
    clip.frames.values.map(LogMelQ9.toDecibels)
  }
}
