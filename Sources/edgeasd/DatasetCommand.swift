import CommandLineInterface
import Datasets

/// `edgeasd dataset`: says what a folder of recordings holds.
struct DatasetCommand: Command {
  private static let folder = Parameter.argument(
    "dir", .path, help: "Folder of one machine or of several, or one in or above them.")
  private static let channel = Parameter.option(
    "channel", .integer(in: 1...1024),
    help: "Channel of multichannel recordings; those without it are listed as bad.")
  private static let check = Parameter.flag(
    "check", help: "Read every sample, not the headers only.")
  private static let strict = Parameter.flag("strict", help: "Stop at the first bad file.")
  private static let json = Parameter.flag("json", help: "Print the result as JSON.")

  let specification = CommandSpecification(
    name: "dataset", abstract: "Show what a folder of recordings holds, and what is bad in it.",
    discussion: """
      Recordings are WAV or FLAC, log-mel features .npy files of float decibels, frames by bands. \
      What they are is read from the names of files and folders:

        fan/train/normal_id_00_00000000.wav              DCASE 2020
        fan/train/section_00_source_train_normal_0.wav   DCASE 2021 to 2025
        fan/id_00/normal/00000000.wav                    MIMII, as published

      MIMII has no split: all abnormal clips and as many normal ones, drawn with a fixed seed, are \
      the test set.
      """,
    parameters: [folder, channel, check, strict, json],
    examples: [
      .init("edgeasd dataset recordings", "machines, ids, clips, hours, rates"),
      .init("edgeasd dataset recordings --check", "reads every sample of every file"),
    ])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let folder = arguments[Self.folder]
    let dataset = try DatasetLayout.scan(folder)
    Interrupt.install()
    let progress = ProgressLine("reading", total: dataset.clips.count, unit: "clips")
    let survey = try DatasetSurvey(
      dataset, depth: arguments[Self.check] ? .everything : .headers,
      channel: arguments[Self.channel], policy: arguments[Self.strict] ? .stop : .list,
      progress: { progress.update($0) }, shouldStop: { Interrupt.isRequested })
    progress.finish()
    let report = DatasetReport(survey)
    print(arguments[Self.json] ? report.json.pretty : report.text(arguments.style))
    if let next = report.next(channel: arguments[Self.channel]) {
      StandardError.print("\(next)")
    }
    return .success
  }
}
