import ClipFeatures
import ClipOptions
import CommandLineInterface
import Datasets
import Features
import FloatModels
import Foundation
import Training

/// `edgeasd train`: learns how a machine sounds when it is well.
struct TrainCommand: Command {
  static let directory = Parameter.argument(
    "directory", .path, help: "Data set: DCASE 2020-2025, MIMII, or .npy log-mel in such folders.")
  static let output = Parameter.requiredOption(
    "output", short: "o", .path, valueName: "file",
    help: "Where the float model goes (.safetensors).")
  static let family = Parameter.option(
    "family", .choice([automatic] + Family.allCases.map(\.rawValue)), valueName: "name",
    default: automatic, help: "Kind of detector; auto finds the one that suits the machine.")
  static let automatic = "auto"
  static let pooling = Parameter<FramePooling?>.option(
    "pooling", .choice(of: Family.pooledNeighbours.poolings),
    help: """
      Of the pooled families: the mean over time for machines that run evenly, the largest value for those \
      that act in bursts, or both; of pooled-knn also the modulation spectrum. (default: mean)
      """)
  static let rate = Parameter<Int?>.option(
    "rate", .integer(in: 1000...384_000), valueName: "hz",
    help: """
      The model's sample rate; recordings at 2, 3, 4 or 6 times that are brought down to it. \
      (default: 16000 where they can be, else their own)
      """)
  static let seed = Parameter.option(
    "seed", .seed, default: 1, help: "Of every random choice: the same seed gives the same file.")
  static let epochs = Parameter<Int?>.option(
    "epochs", .integer(in: 1...1_000_000), help: "Passes over the clips. (default: the family's)")
  static let batchSize = Parameter<Int?>.option(
    "batch-size", .integer(in: 1...65536), help: "Windows a step. (default: the family's)")
  static let learningRate = Parameter<Double?>.option(
    "learning-rate", .number(above: 0, through: 10), help: "Adam's step. (default: 0.001)")
  static let l2 = Parameter<Double?>.option(
    "l2", .number(in: 0...1000),
    help: "Weight of the squared weights in the loss. (default: the family's)")
  static let denoise = Parameter<Double?>.option(
    "denoise", .number(in: 0...100), valueName: "deviations",
    help: """
      Noise that an autoencoder is given with each window and has to take away, in standard deviations of \
      its input. (default: 0)
      """)
  static let validation = Parameter<Double?>.option(
    "validation-fraction", .number(in: 0...0.9),
    help: "Part of the clips that is kept out to tell when to stop. (default: the family's)")
  static let patience = Parameter<Int?>.option(
    "patience", .integer(in: 1...1_000_000),
    help: "Epochs without a better validation loss before it stops. (default: half the epochs)")
  static let threads = Parameter.option(
    "threads", .integer(in: 1...64), default: 1, help: "Of the linear algebra.")

  let specification = CommandSpecification(
    name: "train", abstract: "Learn how a machine sounds when it is well.",
    discussion: """
      Takes the normal training clips of one machine, all its ids together, and trains a float \
      model on the device's own features. Faults are not needed, and not looked at.

      Which kind of detector suits a machine differs from machine to machine. Unless --family names one, \
      many are tried: each learns from a part of the clips and hears faults that are made up in the others. \
      The table says how well (0.5 hears nothing, 1 everything) and from how many dB on; the best one \
      then learns from all clips.

      dense-ae, conv-ae and conv-ae-pool are autoencoders, vae is a variational one, and idnn predicts a \
      frame from those around it; unet-fc is an autoencoder of what is pooled over each clip. id-classifier learns to tell the machine's ids apart, and \
      id-embedding adds a Gaussian of what such a network sees: they need two ids, and are often the best \
      that is learned. pooled-gaussian fits a Gaussian to what is pooled over \
      each clip, for each id, and pooled-knn remembers it; modspec-graph clusters how fast levels go up and \
      down. Of these nothing is trained, seed and epochs mean nothing to them, and on machines that run \
      evenly the first two are often ahead.

      Ctrl-C keeps the best model so far beside the output, as FILE.checkpoint.
      """,
    parameters: [
      directory, output, ClipParameters.machine, family, pooling, rate, seed, epochs, batchSize,
      learningRate, l2, denoise, validation, patience, threads, ChoiceOptions.maxMemory,
      ChoiceOptions.maxFile, ChoiceOptions.maxWork, ClipParameters.channel, ClipParameters.strict,
      ClipParameters.cache, ClipParameters.noCache,
    ],
    examples: [
      .init(
        "edgeasd train recordings --machine slider -o slider.safetensors",
        "the detector that suits the slider, from its normal clips"),
      .init(
        "edgeasd train recordings --machine pump --max-ram 65536 --max-flash 262144 "
          + "-o pump.safetensors", "the best that fits a small board"),
      .init(
        "edgeasd train recordings --machine fan --family conv-ae --seed 2 -o fan.safetensors",
        "the convolutional autoencoder, with another seed"),
    ])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    Interrupt.install()
    try OutputFile.check(arguments[Self.output])
    try checkOptions(arguments)
    let dataset = try DatasetLayout.scan(arguments[Self.directory])
      .selecting(machine: arguments[ClipParameters.machine])
    let (kind, record) = try detector(dataset, arguments)
    let setup = try TrainingSetup(
      dataset, kind: kind, rate: arguments[Self.rate],
      channel: arguments[ClipParameters.channel])
    let clips = try features(setup, arguments)
    guard let training = try setup.networkTraining(clips, seed: arguments[Self.seed]) else {
      return try fit(setup, clips, record, arguments)
    }
    warn(shortClips: training.shortClips)
    let options = options(arguments, setup.family, windows: training.windowsPerEpoch)
    let (model, trained) = try train(training, options, output: arguments[Self.output])
    return try finish(model, trained, choice: record, arguments)
  }

  /// The detector that was named or is chosen, and what the model's record says of the choice.
  private func detector(
    _ dataset: Dataset, _ arguments: ParsedArguments
  ) throws -> (DetectorKind, record: [String: String]) {
    if let family = Family(rawValue: arguments[Self.family]) {
      return (
        DetectorKind(family: family, variant: arguments[Self.pooling].map { .pooling($0) }), [:]
      )
    }
    let output = arguments[Self.output]
    let choice = DetectorChoice(
      dataset: dataset, rate: arguments[Self.rate], channel: arguments[ClipParameters.channel],
      seed: arguments[Self.seed], epochs: arguments[Self.epochs],
      limits: ChoiceOptions.limits(arguments), keptFile: output + ".trials",
      shouldStop: { Interrupt.isRequested })
    return try choice.made(arguments)
  }

  /// The frames of the good clips.
  private func features(
    _ setup: TrainingSetup, _ arguments: ParsedArguments
  ) throws -> [TrainingClip] {
    let source = try ClipFeatures(
      setup.frontEnd, channel: arguments[ClipParameters.channel],
      minimumFrames: setup.leastFrames, cache: ClipParameters.featureCache(arguments))
    let line = ProgressLine("listening", total: setup.clips.count, unit: "clips")
    let extraction = try source.extract(
      setup.clips, policy: ClipParameters.policy(arguments), progress: { line.update($0) },
      shouldStop: { Interrupt.isRequested })
    line.finish()
    ClipParameters.report(extraction.results.bad, of: setup.clips.count)
    if let problem = extraction.cacheProblem {
      StandardError.warn("features are not kept\n\(problem)")
    }
    let good = extraction.results.values.map { TrainingClip(id: $0.clip.id, frames: $0.value) }
    guard !good.isEmpty else {
      throw CommandFailure(
        .failure,
        """
        none of the training clips can be used
          \(setup.clips.count) clips of \(setup.machine), the reasons are listed above
          mend the clips, or give the folder of others
        """)
    }
    if good.allSatisfy({ $0.frames.values.min() == $0.frames.values.max() }) {
      StandardError.warn(
        "silence in every training clip: nothing can be learned from it, look at the recordings")
    }
    if good.count == 1 {
      StandardError.warn("a single training clip: whatever differs from it will be an anomaly")
    }
    return good
  }

  /// Fits a family that is no network to be trained, and writes it.
  private func fit(
    _ setup: TrainingSetup, _ clips: [TrainingClip],
    _ choice: [String: String], _ arguments: ParsedArguments
  ) throws -> ExitCode {
    let fitted = try PooledTraining(setup, clips)
    warn(shortClips: fitted.shortClips)
    var model = fitted.model
    model.record.merge(choice) { $1 }
    try model.save(to: arguments[Self.output])
    print(
      "\(arguments[Self.output]): \(model.family) for \(setup.machine), "
        + "\(Self.count(clips.count - fitted.shortClips, "clip")), "
        + "\(Self.count(model.score.ids.count, "id")), "
        + "\(Self.count(model.windowing.framesPerWindow, "frame")) pooled to a window, "
        + Self.fitted(model))
    sayNext(arguments)
    return .success
  }

  private func warn(shortClips count: Int) {
    guard count > 0 else { return }
    StandardError.warn("\(Self.count(count, "clip")) shorter than half the usual length left out")
  }

  private func train(
    _ training: some NetworkTraining, _ options: TrainingOptions, output: String
  ) throws -> (FloatModel, TrainingRecord) {
    let total = options.epochs * training.windowsPerEpoch
    let line = ProgressLine("training", total: total, unit: "windows")
    defer { line.finish() }
    return try training.run(
      options,
      progress: { progress in
        let done = Double(progress.epoch - 1) + progress.epochFraction
        let loss = progress.validationLoss ?? progress.trainingLoss
        line.update(
          Int(done * Double(training.windowsPerEpoch)),
          note: String(format: "epoch %d of %d, loss %.4f", progress.epoch, progress.epochs, loss))
      },
      checkpoint: { try $0.save(to: Self.checkpoint(of: output)) },
      shouldStop: { Interrupt.isRequested })
  }

  private func finish(
    _ trained: FloatModel, _ record: TrainingRecord, choice: [String: String],
    _ arguments: ParsedArguments
  ) throws -> ExitCode {
    var model = trained
    model.record.merge(choice) { $1 }
    let output = arguments[Self.output]
    let checkpoint = Self.checkpoint(of: output)
    if record.ending == .interrupted {
      try model.save(to: checkpoint)
      throw CommandFailure(
        .failure,
        """
        the training was interrupted after \(Self.count(record.trainingLosses.count, "epoch"))
          the best model so far (epoch \(record.bestEpoch)) is kept in \(checkpoint)
          use it as it is, or train again: the same seed gives the same result
        """)
    }
    try model.save(to: output)
    try? FileManager.default.removeItem(atPath: checkpoint)
    print(
      String(
        format: "%@: %@ for %@, %@, %d windows, %@ (best %d, loss %.4f) in %.0f s",
        output, model.family, model.record["machine"] ?? "",
        Self.count(record.trainingClips, "clip"), record.trainingWindows,
        Self.count(record.trainingLosses.count, "epoch"), record.bestEpoch, record.bestLoss,
        record.seconds))
    sayNext(arguments)
    return .success
  }

  private static func fitted(_ model: FloatModel) -> String {
    if let covariance = model.record["training.covariance"] { return "\(covariance) covariance" }
    if let clusters = model.record["training.clusters"] {
      return count(Int(clusters) ?? 0, "cluster")
    }
    return count(Int(model.record["training.prototypes"] ?? "") ?? 0, "prototype")
  }

  private func sayNext(_ arguments: ParsedArguments) {
    let output = arguments[Self.output]
    let words = [
      "edgeasd", "quantize", NextCommand.file(output), "--calibration",
      NextCommand.file(arguments[Self.directory]),
    ]
    let quantized = NextCommand.file((output as NSString).deletingPathExtension + ".easd")
    let next = NextCommand(words + ClipParameters.channelWords(arguments) + ["-o", quantized])
    StandardError.print(next.description)
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  private static func checkpoint(of output: String) -> String { output + ".checkpoint" }
}
