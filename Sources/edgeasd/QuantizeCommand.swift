import AtomicFile
import ClipFeatures
import ClipOptions
import CommandLineInterface
import Datasets
import EdgeRuntime
import FloatModels
import Foundation
import Quantization

/// `edgeasd quantize`: turns a float model into integers, and says what that costs.
struct QuantizeCommand: Command {
  private static let model = Parameter.argument(
    "model", .path, help: "Float model (.safetensors) of 'edgeasd train' or 'edgeasd import'.")
  private static let calibration = Parameter.requiredOption(
    "calibration", .path, valueName: "folder",
    help: "Data set whose normal training clips set ranges, threshold and probability.")
  private static let output = Parameter.requiredOption(
    "output", short: "o", .path, valueName: "file", help: "Where the device model goes (.easd).")
  private static let validate = Parameter<String?>.option(
    "validate", .path, valueName: "folder",
    help: "Data set with labelled test clips: measures the loss, and decides the search.")
  private static let json = Parameter.flag("json", help: "Print the report as JSON.")

  let specification = CommandSpecification(
    name: "quantize", abstract: "Turn a float model into integers for the device.",
    discussion: """
      Folds batch norms, measures every activation on normal training clips of the model's machine, \
      chooses ranges and refinements by what they do to the score, lowers to integers, runs the \
      integer detector over the same clips, fits a Gamma distribution to its decisions, and puts \
      the threshold there. Faults are not needed, and not looked at unless --validate is given.

      With a limit the search starts at int8 and gives 16 bits to what costs most until the limit \
      is kept. The loss is the share of pairs of held-out normal clips whose order changes, all of \
      them or those of the upper tenth, whichever is more: no AUC can lose more on pairs that are \
      easier. With --validate it is the labelled AUC's.

      The report's worst layer comes first, with the command that mends it.
      """,
    parameters: [model, calibration, output, validate] + QuantizeOptions.all + [
      ClipParameters.machine, ClipParameters.channel, ClipParameters.strict, ClipParameters.cache,
      ClipParameters.noCache, json,
    ],
    examples: [
      .init(
        "edgeasd quantize fan.safetensors --calibration recordings -o fan.easd",
        "int8, threshold at the 90th percentile of normal sound"),
      .init(
        "edgeasd quantize fan.safetensors --calibration recordings --max-auc-loss 0.005 "
          + "--max-ram 64K -o fan.easd",
        "16 bits where they are needed, and no more"),
    ],
    exitCodes: [.qualityGateMissed, .badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    Interrupt.install()
    try OutputFile.check(arguments[Self.output], inputs: [arguments[Self.model]])
    do {
      return try quantize(arguments)
    } catch is CancellationError {
      throw CommandFailure(
        .failure,
        """
        the quantization was interrupted
          \(arguments[Self.output]) was not written
          run it again: features that were computed are kept in the cache
        """)
    } catch let failure as SearchFailure {
      if !arguments[Self.json] { print(SearchTable.text(failure.path, arguments.style)) }
      throw CommandFailure(.qualityGateMissed, failure.description)
    }
  }

  private func quantize(_ arguments: ParsedArguments) throws -> ExitCode {
    let options = try QuantizeOptions.options(arguments)
    let float = try FloatModelPage.read(arguments[Self.model], isDetector: true)
    // A rule that the model cannot follow is refused before the work, not after it.
    _ = try options.threshold.tail(decisionSeconds: float.decisionSeconds)
    let machine = arguments[ClipParameters.machine] ?? float.record["machine"]
    let dataset = try DatasetLayout.scan(arguments[Self.calibration]).selecting(machine: machine)
    let clips = try CalibrationClips(
      dataset.clips(.train, .normal), for: float, arguments, in: arguments[Self.calibration])
    var judge: ((ModelContents) throws -> Validation)?
    if let folder = arguments[Self.validate] {
      judge = { contents in
        try Validation.measure(
          contents, against: float, clipsIn: folder, machine: machine, arguments)
      }
    }
    var quantized = try Quantizer(
      float, options, measureLoss: judge.map { judge in { try judge($0).figures.aucLoss ?? 0 } }
    ).run(clips)
    quantized.warnings.forEach { StandardError.warn($0.description) }
    let validation = try judge?(quantized.contents)
    validation?.record(in: &quantized)
    let file = try ModelWriter.write(quantized.contents)
    let report = try QuantizationReport(
      name: arguments[Self.output], floatName: arguments[Self.model], model: quantized,
      file: file, validation: validation, maxLoss: arguments[QuantizeOptions.maxLoss])
    print(arguments[Self.json] ? report.json.pretty : report.text(arguments.style))
    if let refusal = report.refusal { throw CommandFailure(.qualityGateMissed, refusal) }
    try AtomicFile.write(file, to: arguments[Self.output])
    sayNext(arguments)
    return .success
  }

  private func sayNext(_ arguments: ParsedArguments) {
    let clips = arguments[Self.validate] ?? arguments[Self.calibration]
    let next = NextCommand(
      [
        "firmware-sim", NextCommand.file(arguments[Self.output]), "--against",
        NextCommand.file(arguments[Self.model]), "--clips", NextCommand.file(clips),
      ] + ClipParameters.channelWords(arguments))
    StandardError.print(next.description)
  }
}
