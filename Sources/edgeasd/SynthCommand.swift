import CommandLineInterface
import Datasets
import Foundation

/// `edgeasd synth`: makes recordings of machines that do not exist.
struct SynthCommand: Command {
  private static let defaults = SynthesisOptions()
  private static let output = Parameter.requiredOption(
    "output", short: "o", .path, help: "Folder of the data set; made if it does not exist.")
  private static let machines = Parameter.listOption(
    "machines", .choice(of: MachineKind.self), help: "Kinds of machines, all by default.")
  private static let ids = Parameter.option(
    "ids", .integer(in: 1...100), default: defaults.ids, help: "Individuals of each kind.")
  private static let train = Parameter.option(
    "train", .integer(in: 0...100_000), default: defaults.trainClips,
    help: "Normal training clips an id.")
  private static let test = Parameter.option(
    "test", .integer(in: 0...100_000), default: defaults.testClips,
    help: "Normal test clips an id, and as many anomalous ones.")
  private static let seconds = Parameter.option(
    "seconds", .number(in: 1...600), default: defaults.seconds, help: "Length of a clip.")
  private static let snr = Parameter.option(
    "snr", .number(in: -60...60), valueName: "dB", default: defaults.snr,
    help: "Level of the machine over the factory hall.")
  private static let severity = Parameter.option(
    "severity", severityType, default: defaults.severity,
    help: "How bad the faults are, 0 to 1: one value or a range.")
  private static let seed = Parameter.option(
    "seed", .seed, default: defaults.seed, help: "Of everything random.")
  private static let force = Parameter.flag(
    "force", help: "Replace the made data set that the folder holds.")

  private static let severityType = ValueType<ClosedRange<Double>>(
    valueName: "low-high", allowed: "a number from 0 to 1, or two: 0.2-0.9",
    parse: { text in
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { Double($0) }
      guard numbers.count == parts.count, let low = numbers.first, let high = numbers.last,
        numbers.count <= 2, low <= high, (0...1).contains(low), (0...1).contains(high)
      else { return nil }
      return low...high
    },
    format: { "\($0.lowerBound)-\($0.upperBound)" })

  let specification = CommandSpecification(
    name: "synth", abstract: "Make a data set of machine sound, faults included.",
    discussion: """
      Fans, pumps, slides and valves in a factory hall, 16 kHz, in the layout of DCASE 2020. \
      manifest.csv says what is wrong in each anomalous clip, and how badly. The same seed gives \
      the same bytes, and each clip depends on the seed and its name alone.
      """,
    parameters: [output, machines, ids, train, test, seconds, snr, severity, seed, force],
    examples: [
      .init("edgeasd synth -o made", "four machines, four ids of each"),
      .init("edgeasd synth -o slides --machines slider --ids 3 --snr -6", "one machine, harder"),
    ])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    var options = SynthesisOptions()
    if arguments.isGiven(Self.machines) { options.machines = arguments[Self.machines] }
    options.ids = arguments[Self.ids]
    options.trainClips = arguments[Self.train]
    options.testClips = arguments[Self.test]
    options.seconds = arguments[Self.seconds]
    options.snr = arguments[Self.snr]
    options.severity = arguments[Self.severity]
    options.seed = arguments[Self.seed]
    let folder = arguments[Self.output]
    let synthesizer = try Synthesizer(options: options)
    Interrupt.install()
    let progress = ProgressLine("making", total: options.clipCount, unit: "clips")
    try SyntheticDataset(synthesizer, folder: folder).write(
      replacing: arguments[Self.force], shouldStop: { Interrupt.isRequested },
      progress: { progress.update($0) })
    progress.finish()
    report(options, folder: folder)
    return .success
  }

  private func report(_ options: SynthesisOptions, folder: String) {
    let machines = options.machines.map(\.rawValue).joined(separator: ", ")
    let hours = Double(options.clipCount) * options.seconds / 3600
    print("\(folder): \(options.clipCount) clips, \(String(format: "%.2f", hours)) hours")
    print("  machines  \(machines), \(options.ids) \(options.ids == 1 ? "id" : "ids") of each")
    print(
      "  an id     \(options.trainClips) to train on, \(options.testClips) normal and "
        + "\(options.testClips) anomalous to test with")
    let machine = options.machines.first?.rawValue ?? "fan"
    StandardError.print(
      NextCommand(
        "edgeasd", "train", NextCommand.file(folder), "--machine", machine, "-o",
        "\(machine).safetensors"
      ).description)
  }
}
