import AtomicFile
import ClipFeatures
import CommandLineInterface
import Datasets
import DeviceSimulation
import EdgeRuntime
import Evaluation
import Features
import FloatModels
import Foundation
import Quantization
import SeededRandom
import Training

/// Trains, quantizes and judges one detector on one machine.
struct BenchmarkRun {
  let detector: BenchmarkDetector
  /// Of the one machine.
  let dataset: Dataset
  let machine: String
  let seed: UInt64
  /// Passes over the clips; nil takes the family's.
  let epochs: Int?
  /// Settings that are tried of what is trained; nil takes the family's own.
  let search: Int?
  let cache: FeatureCache?
  /// Where models and outcomes are kept.
  let folder: String
  let shouldStop: @Sendable () -> Bool

  private var name: String { "\(machine)-\(detector.fileName)-\(seed)" }
  private var path: String { (folder as NSString).appendingPathComponent(name) }

  /// What an earlier run on the same clips with the same options found out; nil where there was none.
  var keptOutcome: BenchmarkOutcome? {
    guard let data = FileManager.default.contents(atPath: path + ".json"),
      let outcome = try? JSONDecoder().decode(BenchmarkOutcome.self, from: data),
      outcome.inputs == inputs
    else { return nil }
    return outcome
  }

  /// Digest of options, program and clips: their paths, sizes and times.
  private var inputs: String {
    var digest = DigestedBytes(purpose: "benchmark")
    let options = [
      ToolVersion.current, detector.name, "\(seed)", "\(epochs ?? 0)", "\(search ?? 0)",
    ]
    for word in options { digest.add(Array(word.utf8)) }
    for clip in dataset.clips {
      digest.add(Array(clip.path.utf8))
      let attributes = try? FileManager.default.attributesOfItem(atPath: clip.path)
      let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
      digest.add([Int64(attributes?[.size] as? Int ?? 0), Int64(time * 1000)])
    }
    return digest.digits()
  }

  /// Runs it and keeps what it found out.
  ///
  /// - Throws: `CancellationError` where it was asked to stop; what prevents a file from being written.
  ///   That the data do not suit the detector is an outcome.
  func run() throws -> BenchmarkOutcome {
    var outcome = BenchmarkOutcome(
      machine: machine, detector: detector.name, seed: seed, inputs: inputs)
    do {
      switch detector {
      case .levelMeter: try meter(&outcome)
      case .kind(let kind): try judge(kind, &outcome)
      }
    } catch let error as CancellationError {
      throw error
    } catch let error as AtomicFileError {
      throw error
    } catch {
      if shouldStop() { throw CancellationError() }
      outcome.reason = ErrorClause(error).text
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write([UInt8](encoder.encode(outcome)) + [10], to: path + ".json")
    return outcome
  }

  private func judge(_ kind: DetectorKind, _ outcome: inout BenchmarkOutcome) throws {
    let setup = try TrainingSetup(dataset, kind: kind, rate: nil, channel: nil)
    let clips = try trainingClips(setup)
    let started = DispatchTime.now().uptimeNanoseconds
    outcome.search = try searchedSettings(setup, clips)
    let model = try setup.train(
      clips, seed: seed, epochs: epochs, settings: outcome.search?.settings,
      shouldStop: shouldStop)
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - started) * 1e-9
    let quantized = try Quantizer(model, QuantizationOptions(toolVersion: ToolVersion.current))
      .run(
        ClipArray(
          clips.map { CalibrationClip($0.frames.values, id: $0.id) },
          digest: model.record["features.sha256"]))
    let file = try ModelWriter.write(quantized.contents)
    try model.save(to: path + ".safetensors")
    try AtomicFile.write(file, to: path + ".easd")
    let image = ModelImage(file)
    let figures = ModelFigures(try image.model())
    outcome.cost = BenchmarkOutcome.Cost(
      fileBytes: figures.fileBytes, memoryBytes: figures.detectorBytes,
      multiplications: figures.multiplications, seconds: seconds)
    let simulation = try Simulation(model, on: HostTarget(image))
    let heard = try simulation.run(dataset.clips(.test), shouldStop: shouldStop).values.map(\.value)
    guard !heard.isEmpty else { throw BenchmarkError.nothingToJudgeBy(machine) }
    let threshold = quantized.contents.calibration.thresholdQ24
    let judged = try SimulationFigures(
      heard, rule: AveragingRule(dataset.layout), hasFrontEnd: simulation.hasFrontEnd,
      thresholdQ24: threshold)
    guard judged.aucLoss != nil else { throw BenchmarkError.nothingToJudgeBy(machine) }
    outcome.float = .init(auc: judged.float.auc, pauc: judged.float.pauc)
    outcome.quantized = .init(auc: judged.quantized.auc, pauc: judged.quantized.pauc)
    outcome.confusion = ConfusionMatrix(
      heard.map { (isAlarm: $0.deviceScoreQ24 >= threshold, isAnomaly: $0.clip.label == .anomaly) })
  }

  /// What a search came to; nil where none was asked for, or there is nothing to search.
  private func searchedSettings(
    _ setup: TrainingSetup, _ clips: [TrainingClip]
  ) throws -> SettingsSearch? {
    guard let search, let own = try setup.settings(clips, seed: seed) else { return nil }
    var generator = SeededGenerator(seed: seed, stream: "trial clips")
    let trial = TrialClips(
      clips, bands: setup.frontEnd.bands, order: generator.permutation(of: clips.count))
    return try SettingsSearch(
      search, from: own, for: setup.family, on: trial, seed: seed, shouldStop: shouldStop
    ) { learned, settings in
      try setup.train(
        learned, seed: seed, epochs: epochs,
        share: TrialClips.shareOfEpochs(setup.family), settings: settings, shouldStop: shouldStop)
    }
  }

  private func meter(_ outcome: inout BenchmarkOutcome) throws {
    let setup = try TrainingSetup(
      dataset, kind: DetectorKind(family: .denseAutoencoder), rate: nil, channel: nil)
    let meter = LevelMeter(try trainingClips(setup))
    let source = try ClipFeatures(setup.frontEnd, cache: cache)
    let heard = try source.extract(dataset.clips(.test), shouldStop: shouldStop).results.values
    let set = TestSet(
      heard.map { TestClip($0.clip) }, rule: AveragingRule(dataset.layout))
    let mean = try set.judge(heard.map { meter.score($0.value, id: $0.clip.id) }).mean
    guard mean.auc != nil else { throw BenchmarkError.nothingToJudgeBy(machine) }
    outcome.float = .init(auc: mean.auc, pauc: mean.pauc)
  }

  private func trainingClips(_ setup: TrainingSetup) throws -> [TrainingClip] {
    let source = try ClipFeatures(
      setup.frontEnd, minimumFrames: setup.leastFrames, cache: cache)
    let clips = try source.extract(setup.clips, shouldStop: shouldStop).results.values
    if shouldStop() { throw CancellationError() }
    guard !clips.isEmpty else { throw BenchmarkError.nothingToLearnFrom(machine) }
    return clips.map { TrainingClip(id: $0.clip.id, frames: $0.value) }
  }
}

/// Why a detector has no figures on a machine.
enum BenchmarkError: Error, CustomStringConvertible {
  case nothingToLearnFrom(String)
  case nothingToJudgeBy(String)

  var description: String {
    switch self {
    case .nothingToLearnFrom(let machine): "no usable normal training clip of \(machine)"
    case .nothingToJudgeBy(let machine):
      "no id of \(machine) has normal and anomalous test clips"
    }
  }
}
