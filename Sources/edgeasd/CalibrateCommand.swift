import AtomicFile
import ClipOptions
import CommandLineInterface
import Datasets
import DeviceSimulation
import EdgeRuntime
import Foundation
import Quantization

/// `edgeasd calibrate`: puts threshold and probability where a site's normal sound is.
struct CalibrateCommand: Command {
  private static let model = Parameter.argument("model", .path, help: "Device model (.easd).")
  private static let files = Parameter<[String]>.arguments(
    "file", .path, help: "Normal sound of the site (.wav, .flac), or log-mel features (.npy).")
  private static let output = Parameter.requiredOption(
    "output", short: "o", .path, valueName: "file", help: "Where the calibration goes (.easc).")
  private static let json = Parameter.flag("json", help: "Print the outcome as JSON.")

  let specification = CommandSpecification(
    name: "calibrate", abstract: "Fit a model's threshold to the normal sound of a site.",
    discussion: """
      Another machine of the kind, another microphone or another hall shift the scores of normal \
      sound, and a threshold that was found elsewhere then raises alarms all day, or none. Ten minutes \
      of normal sound of the site are enough to put it right: the device's own code scores them, and a \
      Gamma distribution is fitted to the decisions, as 'edgeasd quantize' does. The model stays as it is; \
      the calibration is a small file that fits this very model, and that 'edgeasd score', 'edgeasd \
      listen' and edgeasd-listen take with --calibration. It moves the threshold and does not teach \
      the model: where the ranking of sounds is lost, only training helps.
      """,
    parameters: [
      model, files, output, MachineID.parameter, QuantizeOptions.thresholdPercentile,
      QuantizeOptions.falseAlarms, ClipParameters.channel, json,
    ],
    examples: [
      .init(
        "edgeasd calibrate fan.easd hall-7/*.wav -o hall-7.easc",
        "one normal decision in ten reaches the new threshold"),
      .init(
        "edgeasd calibrate fan.easd hall-7/*.wav --false-alarms-per-week 1 -o hall-7.easc",
        "one a week does"),
    ],
    exitCodes: [.badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let path = arguments[Self.model]
    let output = arguments[Self.output]
    let files = arguments[Self.files]
    try OutputFile.check(output, inputs: [path] + files)
    let rule = try QuantizeOptions.thresholdRule(arguments)
    let file = try DeviceModel(path)
    let scorer = try ClipScorer(
      path, channel: arguments[ClipParameters.channel], id: arguments[MachineID.parameter])
    let tail = try rule.tail(decisionSeconds: ModelContents(reading: file.model).decisionSeconds)
    let decisions = try decisions(of: files, scorer)
    let calibration = ScoreCalibration(decisionsQ24: decisions, tail: tail)
    calibration.warnings.forEach { StandardError.warn($0.description) }
    try AtomicFile.write(
      SiteCalibration.file(calibration.contents, for: file.model), to: output)
    let outcome = Outcome(
      output: output, decisions: decisions, before: file.model.calibration.thresholdQ24,
      after: calibration.contents.thresholdQ24)
    print(arguments[Self.json] ? outcome.json.pretty : outcome.text)
    StandardError.print(
      NextCommand(
        [
          "edgeasd", "score", NextCommand.file(path), "--calibration", NextCommand.file(output),
        ] + files.prefix(1).map { NextCommand.file($0) }
      ).description)
    return .success
  }

  /// Scores of the whole decisions in all files.
  private func decisions(of files: [String], _ scorer: ClipScorer) throws -> [Int64] {
    var decisions: [Int64] = []
    for path in files {
      for case .decision(let decision) in try scorer.lines(path) where decision.isComplete {
        if let score = decision.score.q24 { decisions.append(score) }
      }
    }
    guard !decisions.isEmpty else {
      throw CommandFailure(
        .failure,
        """
        there is too little sound to calibrate with
          none of \(files.count) files holds the windows of a decision
          give longer recordings: ten minutes of normal sound are a good measure
        """)
    }
    return decisions
  }

  /// What came of it.
  private struct Outcome {
    let output: String
    let decisions: [Int64]
    let before: Int64
    let after: Int64

    private var reachedBefore: Int { decisions.count { $0 >= before } }
    private var reachedAfter: Int { decisions.count { $0 >= after } }

    private static func number(_ scoreQ24: Int64) -> Double { Double(scoreQ24) / 0x1p24 }

    var text: String {
      String(
        format: """
          %@
          decisions  %d
          threshold  %.6g, was %.6g
          reached by %d of these decisions, was %d
          """, output, decisions.count, Self.number(after), Self.number(before), reachedAfter,
        reachedBefore)
    }

    var json: JSONValue {
      [
        "calibration": .string(output), "decisions": .integer(decisions.count),
        "threshold": JSONValue(Self.number(after)),
        "threshold_before": JSONValue(Self.number(before)),
        "reached": .integer(reachedAfter), "reached_before": .integer(reachedBefore),
      ]
    }
  }
}
