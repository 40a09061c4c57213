import AtomicFile
import ClipFeatures
import ClipOptions
import CommandLineInterface
import Datasets
import FloatModels
import Foundation
import Quantization

/// `edgeasd quantize`: turns a float model into integers, and says what that costs.
struct QuantizeCommand: Command {
  private static let model = Parameter.argument(
    "model", .path, help: "Float model (.safetensors) made by 'edgeasd train'.")
  private static let calibration = Parameter.requiredOption(
    "calibration", .path, valueName: "folder",
    help: "Data set whose normal training clips set ranges, threshold and probability.")
  private static let output = Parameter.requiredOption(
    "output", short: "o", .path, valueName: "file", help: "Where the device model goes (.easd).")
  private static let method = Parameter.option(
    "calibration-method", .choice(["minmax", "percentile"]), default: "minmax",
    help: "How ranges are read off the clips.")
  private static let percentile = Parameter.option(
    "percentile", .number(in: 90...100), default: 99.99,
    help: "For --calibration-method percentile: percent of the values on each side.")
  private static let thresholdPercentile = Parameter<Double?>.option(
    "threshold-percentile", .number(in: 1...99.9999),
    help: "Percent of normal decisions below the threshold. (default: 90)")
  private static let falseAlarms = Parameter<Double?>.option(
    "false-alarms-per-week", .number(above: 0),
    help: "Put the threshold where normal sound reaches it so often.")
  private static let validate = Parameter<String?>.option(
    "validate", .path, valueName: "folder",
    help: "Data set with labelled test clips: measures the loss against the float model.")
  private static let maxLoss = Parameter<Double?>.option(
    "max-auc-loss", .number(in: 0...1), valueName: "loss",
    help: "With --validate: write no file and end with code 3 if the mean AUC falls by more.")
  private static let json = Parameter.flag("json", help: "Print the report as JSON.")

  let specification = CommandSpecification(
    name: "quantize", abstract: "Turn a float model into integers for the device.",
    discussion: """
      Folds batch norms, measures the range of every activation on normal training clips of the \
      model's machine, lowers to int8 (weights per output channel), runs the integer detector over \
      the same clips, fits a Gamma distribution to its decisions, and puts the threshold there. \
      Faults are not needed, and not looked at unless --validate measures the loss.

      minmax keeps the whole range that normal sound reaches, for what is abnormal lives at its \
      edges and beyond; percentile cuts stray values of damaged recordings off.
      """,
    parameters: [
      model, calibration, output, method, percentile, thresholdPercentile, falseAlarms, validate,
      maxLoss, ClipParameters.machine, ClipParameters.channel, ClipParameters.strict,
      ClipParameters.cache, ClipParameters.noCache, json,
    ],
    examples: [
      .init(
        "edgeasd quantize fan.safetensors --calibration recordings -o fan.easd",
        "threshold at the 90th percentile of normal sound"),
      .init(
        "edgeasd quantize fan.safetensors --calibration recordings --validate recordings "
          + "--max-auc-loss 0.01 -o fan.easd",
        "only if the labelled clips lose at most 0.01 AUC"),
    ],
    exitCodes: [.qualityGateMissed, .badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    Interrupt.install()
    try OutputFile.check(arguments[Self.output], inputs: [arguments[Self.model]])
    do {
      return try measureAndWrite(arguments)
    } catch is CancellationError {
      throw CommandFailure(
        .failure,
        """
        the quantization was interrupted
          \(arguments[Self.output]) was not written
          run it again: features that were computed are kept in the cache
        """)
    }
  }

  private func measureAndWrite(_ arguments: ParsedArguments) throws -> ExitCode {
    let rule = try thresholdRule(arguments)
    if arguments[Self.maxLoss] != nil, arguments[Self.validate] == nil {
      throw UsageError("--max-auc-loss needs --validate", about: Self.maxLoss)
    }
    if arguments.isGiven(Self.percentile), arguments[Self.method] != "percentile" {
      throw UsageError(
        "--percentile needs --calibration-method percentile", about: Self.percentile)
    }
    let float = try FloatModelPage.read(arguments[Self.model], isDetector: true)
    // A rule that the model cannot follow is refused before the work, not after it.
    _ = try rule.tail(decisionSeconds: float.decisionSeconds)
    var quantized = try quantize(float, rule, arguments)
    quantized.warnings.forEach { StandardError.warn($0.description) }
    var validation: Validation?
    if let folder = arguments[Self.validate] {
      validation = try Validation.measure(
        quantized, against: float, clipsIn: folder, machine: machine(float, arguments), arguments)
      validation?.record(in: &quantized)
    }
    let file = try ModelWriter.write(quantized.contents)
    let report = try QuantizationReport(
      name: arguments[Self.output], model: quantized, file: file, validation: validation,
      maxLoss: arguments[Self.maxLoss])
    print(arguments[Self.json] ? report.json.pretty : report.text(arguments.style))
    if let refusal = report.refusal { throw CommandFailure(.qualityGateMissed, refusal) }
    try AtomicFile.write(file, to: arguments[Self.output])
    let clips = arguments[Self.validate] ?? arguments[Self.calibration]
    let next = NextCommand(
      [
        "firmware-sim", NextCommand.file(arguments[Self.output]), "--against",
        NextCommand.file(arguments[Self.model]), "--clips", NextCommand.file(clips),
      ] + ClipParameters.channelWords(arguments))
    StandardError.print(next.description)
    return .success
  }

  private func thresholdRule(_ arguments: ParsedArguments) throws -> ThresholdRule {
    switch (arguments[Self.thresholdPercentile], arguments[Self.falseAlarms]) {
    case (.some, .some):
      throw UsageError(
        "--threshold-percentile and --false-alarms-per-week exclude each other",
        about: Self.falseAlarms)
    case (nil, .some(let alarms)): .falseAlarmsPerWeek(alarms)
    case (let percentile, nil): .percentile(percentile ?? 90)
    }
  }

  private func machine(_ model: FloatModel, _ arguments: ParsedArguments) -> String? {
    arguments[ClipParameters.machine] ?? model.record["machine"]
  }

  private func quantize(
    _ model: FloatModel, _ rule: ThresholdRule, _ arguments: ParsedArguments
  ) throws -> QuantizedModel {
    let dataset = try DatasetLayout.scan(arguments[Self.calibration])
      .selecting(machine: machine(model, arguments))
    let clips = try CalibrationClips(
      dataset.clips(.train, .normal), for: model, arguments, in: arguments[Self.calibration])
    var calibrator = try ActivationCalibrator(model)
    try clips.forEach("calibrating") { part in
      for clip in part { try calibrator.observe(clip.values) }
    }
    let method: CalibrationMethod =
      arguments[Self.method] == "percentile"
      ? .percentile(arguments[Self.percentile]) : .minMax
    var trial = try IntegerTrial(calibrator, of: model, method: method)
    try clips.forEach("measuring", reportsBadClips: false) { part in
      try trial.observe(part.map(\.values))
    }
    return try trial.finish(rule, toolVersion: ToolVersion.current)
  }
}
