import ClipOptions
import CommandLineInterface
import Datasets

/// `edgeasd score`: how abnormal recordings sound to a model.
struct ScoreCommand: Command {
  private static let model = Parameter.argument(
    "model", .path, help: "Model: .easd runs as on the device, .safetensors in float.")
  private static let files = Parameter<[String]>.arguments(
    "file", .path, help: "Recordings (.wav, .flac) or log-mel features (.npy).")
  private static let windows = Parameter.flag(
    "windows", help: "A line for each window too, not just for each decision.")
  private static let json = Parameter.flag("json", help: "One JSON object a line.")
  private static let failOnAnomaly = Parameter.flag(
    "fail-on-anomaly", help: "End with code 2 if a decision is an anomaly.")

  let specification = CommandSpecification(
    name: "score", abstract: "Say how abnormal recordings sound.",
    discussion: """
      A decision rests on as many windows as a training clip held; what is left over at the end of \
      a file makes an incomplete one. Scores are mean squared errors in dB²; of pooled families and of \
      id-embedding mean squared deviations, 1 being usual; of id-classifier cross entropies in nats. The \
      probability is the share of normal decisions with a lower score. A float model has neither threshold nor probability.
      """,
    parameters: [
      model, files, MachineID.parameter, SiteOption.parameter, windows, json, failOnAnomaly,
      ClipParameters.channel,
      ClipParameters.strict,
    ],
    examples: [
      .init("edgeasd score fan.easd clip.wav", "one line a decision"),
      .init("edgeasd score fan.easd *.flac --windows --json", "every window, for a program"),
    ],
    exitCodes: [.anomalyFound, .badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let scorer = try ClipScorer(
      arguments[Self.model], channel: arguments[ClipParameters.channel],
      id: arguments[MachineID.parameter], site: arguments[SiteOption.parameter])
    var printer = ScorePrinter(
      asJSON: arguments[Self.json], withWindows: arguments[Self.windows], style: arguments.style,
      timing: scorer.timing)
    var bad = 0
    for path in arguments[Self.files] {
      do {
        printer.print(try scorer.lines(path), file: path)
      } catch let error as DatasetError where !arguments[ClipParameters.strict] {
        bad += 1
        StandardError.print("edgeasd: \(error)")
      }
    }
    if bad > 0 {
      StandardError.warn("\(bad) of \(arguments[Self.files].count) files could not be scored")
      return .failure
    }
    return printer.hasAnomaly && arguments[Self.failOnAnomaly] ? .anomalyFound : .success
  }
}
