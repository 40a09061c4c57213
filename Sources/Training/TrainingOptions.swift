import FloatModels

/// How a network is trained.
public struct TrainingOptions: Sendable, Hashable {
  /// Passes over the training windows, 1…1,000,000.
  public var epochs: Int
  /// Windows a step, 1…65,536. Each epoch's windows are dealt evenly into batches of at most that.
  public var batchSize: Int
  /// Adam's step size, above 0. Of fine-tuning: in steps of each weight's grid, at the beginning.
  public var learningRate: Float
  /// What becomes of it.
  public var schedule: LearningRateSchedule
  /// Windows of each clip that an epoch sees, from wherever in it and drawn anew for each epoch; nil
  /// takes all that its windowing makes.
  public var windowsPerClip: Int?
  /// Standard deviation of the noise that is added to what an autoencoder is given in training, in those
  /// of its input; it learns to take it away. 0…100.
  public var inputNoise: Float
  /// `l2 · Σ w²` over all weights (not biases, not batch norm) is added to the loss, as Keras'
  /// `kernel_regularizer` does; 0 or more.
  public var l2: Float
  /// Part of the clips that is not trained on, 0…0.9.
  public var validationFraction: Double
  /// Training ends after so many epochs without a better validation loss, at least 1. The weights
  /// of the best epoch are kept either way.
  public var earlyStoppingPatience: Int
  /// Of the validation split and the windows' order (the weights' seed is the architecture's).
  public var seed: UInt64
  /// Threads, 1…64. Any number gives the same bytes.
  public var threads: Int
  /// Least time between two checkpoints, seconds.
  public var secondsBetweenCheckpoints: Double

  /// Options for `epochs` epochs, the rest as the DCASE 2020 baseline has it.
  public init(
    epochs: Int = 100, batchSize: Int = 512, learningRate: Float = 1e-3,
    schedule: LearningRateSchedule = .constant, windowsPerClip: Int? = nil, inputNoise: Float = 0,
    l2: Float = 0,
    validationFraction: Double = 0.1, earlyStoppingPatience: Int = 50, seed: UInt64 = 1,
    threads: Int = 1, secondsBetweenCheckpoints: Double = 10
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.schedule = schedule
    self.windowsPerClip = windowsPerClip
    self.inputNoise = inputNoise
    self.l2 = l2
    self.validationFraction = validationFraction
    self.earlyStoppingPatience = earlyStoppingPatience
    self.seed = seed
    self.threads = threads
    self.secondsBetweenCheckpoints = secondsBetweenCheckpoints
  }

  /// The defaults of a family for a training set of which an epoch sees `windows` windows.
  ///
  /// `dense-ae` and `idnn`: the recipe of the DCASE 2020 Task 2 baseline: Adam 1e-3, 100 epochs, batch 512,
  /// a tenth for validation. `conv-ae` and `conv-ae-pool`: Adam 1e-3, 100 epochs and batches of 64,
  /// the latter with an L2 of 1e-5; a small set has
  /// smaller batches (a sixteenth of its windows, 16 at least). Either way the epochs are as many
  /// more as it takes for 1,500 steps, so that a handful of clips is learned too, and training ends
  /// after half of them without anything better. `unet-fc`: batches of 32 as published, and Adam from
  /// 1e-2 along half a cosine in the place of a decay on plateaus; all epochs are run. The families that classify ids: Adam from 1e-3 along
  /// half a cosine, batches of 32, one window of each clip an epoch, 60 epochs and 840 steps at least,
  /// all of which are run; of few clips up to a quarter is for validation, so that it has ten, for the
  /// threshold follows from these.
  ///
  /// - Parameter epochs: instead of the family's.
  public static func recommended(
    for family: Family, windows: Int, epochs: Int? = nil
  ) -> TrainingOptions {
    var options = TrainingOptions()
    var minimumSteps = minimumSteps
    let classifies = family.learning == .identification
    var runsAll = classifies
    if classifies {
      options.batchSize = 32
      options.epochs = 60
      options.schedule = .cosine
      options.windowsPerClip = 1
      options.validationFraction = min(max(0.1, 10 / Double(windows)), 0.25)
      minimumSteps = 840
    } else if family == .convolutionalAutoencoder || family == .poolingAutoencoder {
      if family == .poolingAutoencoder { options.l2 = 1e-5 }
      options.batchSize = 16
      while options.batchSize < 64, options.batchSize * 16 < windows { options.batchSize *= 2 }
    } else if family == .fullyConnectedUNet {
      options.batchSize = 32
      options.learningRate = 1e-2
      options.schedule = .cosine
      runsAll = true
    }
    let stepsPerEpoch = max(1, (windows * 9 / 10 + options.batchSize - 1) / options.batchSize)
    options.epochs =
      epochs ?? max(options.epochs, (minimumSteps + stepsPerEpoch - 1) / stepsPerEpoch)
    options.earlyStoppingPatience = max(1, runsAll ? options.epochs : options.epochs / 2)
    return options
  }

  /// Options to fine-tune a trained network for integers: a weight moves by up to a 200th of a step
  /// of its grid at a time, and a tenth of the clips is for validation. (On the MLPerf Tiny anomaly
  /// detector with 4-bit weights, twice or half as much serves as well; ten times does not.)
  public static func fineTuning(
    epochs: Int, batchSize: Int = 64, seed: UInt64 = 1, threads: Int = 1
  ) -> TrainingOptions {
    TrainingOptions(
      epochs: epochs, batchSize: batchSize, learningRate: 5e-3, schedule: .linear,
      earlyStoppingPatience: max(epochs, 1), seed: seed, threads: threads)
  }

  /// Steps that autoencoders take at least.
  static let minimumSteps = 1500

  func check() throws(TrainingError) {
    try check("epochs", epochs, 1...1_000_000)
    try check("batch size", batchSize, 1...65536)
    try check("threads", threads, 1...64)
    try check("patience", earlyStoppingPatience, 1...1_000_000)
    try check("windows of a clip", windowsPerClip ?? 1, 1...65536)
    try check("input noise", inputNoise, 0...100)
    try check("validation fraction", validationFraction, 0...0.9)
    try check("l2", l2, 0...1000)
    try check("learning rate", learningRate, .leastNormalMagnitude...10)
  }

  private func check<Value: Comparable>(
    _ name: String, _ value: Value, _ range: ClosedRange<Value>
  ) throws(TrainingError) {
    guard range.contains(value) else {
      throw .option(
        name: name, found: "\(value)", allowed: "\(range.lowerBound)…\(range.upperBound)")
    }
  }
}
