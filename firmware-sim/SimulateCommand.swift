import ClipFeatures
import ClipOptions
import CommandLineInterface
import Datasets
import DeviceSimulation
import EdgeRuntime
import Evaluation
import FloatModels
import Foundation
import Quantization
import TargetOptions

/// `firmware-sim`: what the integers cost, on the same clips, and where.
struct SimulateCommand: Command {
  private static let model = Parameter.argument(
    "model", .path, help: "Integer model (.easd) that 'edgeasd quantize' wrote.")
  private static let against = Parameter.requiredOption(
    "against", .path, valueName: "file", help: "Float model (.safetensors) it was made from.")
  private static let clips = Parameter.requiredOption(
    "clips", .path, valueName: "folder", help: "Data set whose test clips are heard.")
  private static let maxLoss = Parameter<Double?>.option(
    "max-auc-loss", .number(in: 0...1), valueName: "loss",
    help: "Most AUC that may be lost; beyond it the exit code is 3.")
  private static let maxFPR = Parameter.option(
    "max-fpr", .number(above: 0, through: 1), valueName: "rate", default: 0.1,
    help: "False positive rate where the partial AUC ends.")
  private static let averaging = Parameter<AveragingRule?>.option(
    "averaging", .choice(of: AveragingRule.self),
    help: "Rule of the means. (default: that of the folder's layout)")
  private static let json = Parameter.flag("json", help: "Print the figures as JSON.")

  let specification = CommandSpecification(
    name: "firmware-sim",
    abstract: "Compare a quantized detector with the float one it was made from, stage by stage.",
    discussion: """
      Four chains hear the same samples: A float front end and float network, B the device's front \
      end and float network, C the device's front end and integer network with the score in \
      float, D the device. The loss is A - D, the stages are its parts. With --target, some clips \
      also run in QEMU on the cross-built program of tools/cross, which has to compute the same \
      bits step by step; if it does not, the exit code is 1.
      """,
    parameters: [
      model, against, clips, TargetParameters.target, TargetParameters.programs,
      DeviceClips.count,
      maxLoss, maxFPR, averaging, ClipParameters.channel, ClipParameters.strict, json,
    ],
    examples: [
      .init(
        "firmware-sim fan.easd --against fan.safetensors --clips recordings",
        "AUC float and quantized, and where the difference comes from"),
      .init(
        "firmware-sim fan.easd --against fan.safetensors --clips recordings --json",
        "the same for a program"),
      .init(
        "firmware-sim fan.easd --against fan.safetensors --clips recordings --target cortex-m4",
        "the same bits on a Cortex-M4? With instructions, memory and an estimate of time"),
    ],
    exitCodes: [.qualityGateMissed, .badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    Interrupt.install()
    let subject = try Subject(
      modelPath: arguments[Self.model], floatPath: arguments[Self.against])
    let dataset = try DatasetLayout.scan(arguments[Self.clips])
    let clips = try subject.testClips(of: dataset)
    let emulator = try TargetParameters.emulator(
      arguments, image: subject.image, for: .detection)
    let simulation = try Simulation(
      subject.float,
      on: DeviceClips.target(emulator, image: subject.image, clips: clips, arguments),
      channel: arguments[ClipParameters.channel])
    let line = ProgressLine("simulating", total: clips.count, unit: "clips")
    let results = try simulation.run(
      clips, policy: ClipParameters.policy(arguments), progress: { line.update($0) },
      shouldStop: { Interrupt.isRequested })
    line.finish()
    ClipParameters.report(results.bad, of: clips.count)
    let simulated = results.values.map(\.value)
    guard !simulated.isEmpty else { throw Subject.noClips(arguments[Self.clips], subject.machine) }
    let figures = try SimulationFigures(
      simulated, rule: arguments[Self.averaging] ?? AveragingRule(dataset.layout),
      hasFrontEnd: simulation.hasFrontEnd, thresholdQ24: subject.thresholdQ24,
      maxFPR: arguments[Self.maxFPR])
    let report = SimulationReport(
      subject: subject, figures: figures,
      target: try emulator.map { try targetReport($0, subject, simulated) },
      maxLoss: arguments[Self.maxLoss], maxFPR: arguments[Self.maxFPR],
      layers: try layerErrors(subject, simulated.map(\.clip), arguments),
      clipsDigest: FeatureDigest.sha256(ofDigests: simulated.map(\.framesDigest)),
      exampleClip: [simulated.last?.clip.path ?? "clip.wav"]
        + ClipParameters.channelWords(arguments))
    print(arguments[Self.json] ? report.json.pretty : report.screen(arguments.style))
    if let target = report.target, !target.figures.isBitExact { return .failure }
    return report.isWithinLimit ? .success : .qualityGateMissed
  }

  private func targetReport(
    _ emulator: Emulator, _ subject: Subject, _ clips: [SimulatedClip]
  ) throws -> TargetReport {
    let model = try subject.image.model()
    let figures = TargetFigures(
      emulator.machine, program: emulator.program, model: model, clips: clips)
    return TargetReport(
      figures: figures, names: LayerNames(model), emulator: emulator.description)
  }

  /// Layer by layer, on some of the clips.
  private func layerErrors(
    _ subject: Subject, _ clips: [Clip], _ arguments: ParsedArguments
  ) throws -> [LayerErrors.Layer] {
    let features = try ClipFeatures(
      subject.float.frontEnd, channel: arguments[ClipParameters.channel],
      minimumFrames: subject.float.windowing.framesPerWindow, cache: nil)
    let spread = max(1, clips.count / Self.clipsForLayers)
    let some = stride(from: 0, to: clips.count, by: spread).map { clips[$0] }
    var errors = try LayerErrors(subject.image, against: subject.float)
    for frames in try features.extract(some).results.values {
      try errors.observe(frames.value.values)
    }
    return errors.layers
  }

  /// Clips, or nearly so many, that the layers are compared on.
  private static let clipsForLayers = 64
}
