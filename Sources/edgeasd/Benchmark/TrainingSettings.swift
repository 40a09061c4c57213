import FloatModels
import Foundation
import SeededRandom
import Training

/// What is chosen of a training, beside how long it takes.
struct TrainingSettings: Codable, Equatable {
  /// Adam's step.
  var learningRate: Float
  /// Windows a step.
  var batchSize: Int
  /// Noise that an autoencoder has to take away, in standard deviations of its input.
  var inputNoise: Float
  /// Weight of the squared weights in the loss.
  var l2: Float

  /// Those of a training.
  init(_ options: TrainingOptions) {
    learningRate = options.learningRate
    batchSize = options.batchSize
    inputNoise = options.inputNoise
    l2 = options.l2
  }

  /// Puts them into a training's options.
  func apply(to options: inout TrainingOptions) {
    options.learningRate = learningRate
    options.batchSize = batchSize
    options.inputNoise = inputNoise
    options.l2 = l2
  }

  /// Others: a step from a quarter to four times as large, batches of half to twice as many, noise where
  /// it means something, and an L2 from none to 1e-4.
  func drawn(for family: Family, using generator: inout SeededGenerator) -> TrainingSettings {
    var settings = self
    settings.learningRate *= Float(exp2(generator.uniform(in: -2...2)))
    settings.batchSize = max(1, batchSize * (1 << generator.integer(below: 3)) / 2)
    let noises: [Float] = family.learning == .reconstruction ? [inputNoise, 0.1, 0.3] : [0]
    settings.inputNoise = noises[generator.integer(below: noises.count)]
    settings.l2 = [l2, 1e-5, 1e-4][generator.integer(below: 3)]
    return settings
  }

  /// In words.
  var text: String {
    String(
      format: "learning rate %.2g, batches of %d, noise %.2g, L2 %.2g", Double(learningRate),
      batchSize, Double(inputNoise), Double(l2))
  }
}

/// What a search among settings came to.
struct SettingsSearch: Codable, Equatable {
  /// Settings that were tried, the family's own among them.
  var tried: Int
  /// Those that heard most.
  var settings: TrainingSettings
  /// How well the detector hears made-up faults with them; see `FaultHearing`.
  var hearing: Double
  /// The same with the family's own.
  var ownHearing: Double

  /// In words.
  var text: String {
    String(
      format: "%@: hears %.3f of made-up faults, %.3f with the family's own settings, of %d tried",
      settings.text, hearing, ownHearing, tried)
  }

  /// Tries settings on normal clips, as `edgeasd train` tries detectors, and takes those with which made-up
  /// faults are heard best; test clips are not looked at.
  ///
  /// - Parameters:
  ///   - count: settings to try, at least 1: the family's own, then drawn ones.
  ///   - train: a detector from some clips with settings.
  /// - Returns: nil where no machine has two clips to compare.
  init?(
    _ count: Int, from own: TrainingSettings, for family: Family, on clips: TrialClips,
    seed: UInt64, shouldStop: () -> Bool,
    train: ([TrainingClip], TrainingSettings) throws -> FloatModel
  ) throws {
    var generator = SeededGenerator(seed: seed, stream: "settings of \(family.rawValue)")
    var best: (settings: TrainingSettings, hearing: Double)?
    var heard: [Double] = []
    for number in 0..<count {
      let settings = number == 0 ? own : own.drawn(for: family, using: &generator)
      let hearing = try clips.hearing(seed: seed, shouldStop: shouldStop) {
        try train($0, settings)
      }
      guard let mean = hearing?.mean else { return nil }
      heard.append(mean)
      // The first of equals, so that the family's own stay unless others are better.
      if mean > best?.hearing ?? -1 { best = (settings, mean) }
    }
    guard let best, let first = heard.first else { return nil }
    tried = heard.count
    settings = best.settings
    hearing = best.hearing
    ownHearing = first
  }
}
