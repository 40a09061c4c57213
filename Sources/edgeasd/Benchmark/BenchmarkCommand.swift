import AtomicFile
import ClipOptions
import CommandLineInterface
import Datasets
import Foundation

/// `edgeasd benchmark`: which detector suits which machine of a data set.
struct BenchmarkCommand: Command {
  private static let directory = Parameter.argument(
    "directory", .path, help: "Data set with labelled test clips, as for 'edgeasd dataset'.")
  private static let output = Parameter.requiredOption(
    "output", short: "o", .path, valueName: "folder",
    help: "Where models, outcomes and the table go; what is there is not done again.")
  private static let families = Parameter<[BenchmarkDetector]?>.option(
    "families", .detectors, help: "What is compared. (default: everything)")
  private static let seeds = Parameter.option(
    "seeds", .integer(in: 1...99), default: 1, help: "Trainings of each network, seeds 1 to this.")
  private static let epochs = Parameter<Int?>.option(
    "epochs", .integer(in: 1...1_000_000), help: "Passes over the clips. (default: the family's)")
  private static let search = Parameter<Int?>.option(
    "search", .integer(in: 2...1000), valueName: "number",
    help: "Settings to try of what is trained, the family's own first.")
  private static let jobs = Parameter.option(
    "jobs", .integer(in: 1...64), default: ProcessInfo.processInfo.activeProcessorCount,
    help: "Detectors at a time.")
  private static let json = Parameter.flag("json", help: "Print the outcomes as JSON.")

  let specification = CommandSpecification(
    name: "benchmark", abstract: "Compare detectors on your own recordings.",
    discussion: """
      Trains, quantizes and judges every detector on every machine of a data set, and prints one table: \
      AUC and pAUC in float and in integers, what becomes of the test clips at the threshold (which \
      follows from normal training clips alone), size, memory, work, and time of training. The folder \
      keeps the models, table.csv and table.json. Interrupted or asked for more, it goes on where it \
      was.

      With --search, learning rate, batch size, noise and L2 of what is trained are those of so many \
      tried with which made-up faults in normal training clips are heard best, as 'edgeasd train' \
      chooses a detector; the table says which.

      The level meter tells how far loudness alone gets: what is not better has learned nothing.
      """,
    parameters: [
      directory, output, ClipParameters.machine, families, seeds, epochs, search,
      jobs,
      ClipParameters.cache, ClipParameters.noCache, json,
    ],
    examples: [
      .init("edgeasd benchmark recordings -o compared", "every detector on every machine"),
      .init(
        "edgeasd benchmark recordings --families level,pooled-gaussian,dense-ae --seeds 3 "
          + "-o compared", "three seeds of what is trained"),
    ])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    Interrupt.install()
    let folder = arguments[Self.output]
    let runs = try runs(arguments)
    try createFolder(folder)
    let kept = runs.map(\.keptOutcome)
    var outcomes = kept
    let missing = kept.indices.filter { kept[$0] == nil }
    if missing.count < runs.count {
      StandardError.print(
        "\(runs.count - missing.count) of \(runs.count) detectors are kept from an earlier run")
    }
    for (index, outcome) in try run(missing.map { ($0, runs[$0]) }, jobs: arguments[Self.jobs]) {
      outcomes[index] = outcome
    }
    let finished = outcomes.compactMap { $0 }
    guard finished.count == runs.count else {
      throw CommandFailure(
        .failure,
        """
        the benchmark was interrupted
          \(finished.count) of \(runs.count) detectors are finished and kept in \(folder)
          run it again: it goes on where it was
        """)
    }
    let table = BenchmarkTable(outcomes: finished)
    try AtomicFile.write(table.csv, to: (folder as NSString).appendingPathComponent("table.csv"))
    try AtomicFile.write(
      table.json + "\n", to: (folder as NSString).appendingPathComponent("table.json"))
    print(arguments[Self.json] ? table.json : table.text(arguments.style))
    return .success
  }

  private func createFolder(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(
        .failure,
        """
        the results have no place
          no folder can be made at \(folder)
          give a folder that may be written with -o
        """)
    }
  }

  /// In the order of the table's machines.
  private func runs(_ arguments: ParsedArguments) throws -> [BenchmarkRun] {
    let dataset = try DatasetLayout.scan(arguments[Self.directory])
    let machines = try arguments[ClipParameters.machine].map { name in
      try dataset.selecting(machine: name).machines
    }
    let detectors = arguments[Self.families] ?? BenchmarkDetector.all
    var runs: [BenchmarkRun] = []
    for machine in machines ?? dataset.machines {
      let own = try dataset.selecting(machine: machine)
      for detector in detectors {
        for seed in 1...(detector.dependsOnSeed ? arguments[Self.seeds] : 1) {
          runs.append(
            BenchmarkRun(
              detector: detector, dataset: own, machine: machine, seed: UInt64(seed),
              epochs: arguments[Self.epochs], search: arguments[Self.search],
              cache: ClipParameters.featureCache(arguments),
              folder: arguments[Self.output], shouldStop: { Interrupt.isRequested }))
        }
      }
    }
    return runs
  }

  /// Runs several at a time; those that were not finished when it was asked to stop are left out.
  private func run(
    _ runs: [(index: Int, run: BenchmarkRun)], jobs: Int
  ) throws -> [(Int, BenchmarkOutcome)] {
    let line = ProgressLine("comparing", total: runs.count, unit: "detectors")
    defer { line.finish() }
    return try ParallelWork.map(
      runs, jobs: jobs, shouldStop: { Interrupt.isRequested },
      finished: { outcomes in
        guard let (_, outcome) = outcomes.last else { return }
        line.update(outcomes.count, note: "\(outcome.machine) \(outcome.detector)")
      }, { ($0.index, try $0.run.run()) })
  }
}

extension ValueType where Value == [BenchmarkDetector] {
  /// Names with commas between them.
  fileprivate static var detectors: ValueType {
    ValueType(
      valueName: "name,…",
      allowed: "names with commas between them, of "
        + BenchmarkDetector.all.map(\.name).joined(separator: ", "),
      parse: { text in
        var detectors: [BenchmarkDetector] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
          let named = BenchmarkDetector.named(word)
          guard !named.isEmpty else { return nil }
          detectors += named.filter { !detectors.contains($0) }
        }
        return detectors
      }, format: { $0.map(\.name).joined(separator: ",") })
  }
}
