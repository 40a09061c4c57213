import ClipFeatures
import ClipOptions
import CommandLineInterface
import Foundation

/// What a person may say of a choice: what the board can carry.
enum ChoiceOptions {
  static let maxMemory = Parameter<Int?>.option(
    "max-ram", .integer(in: 1...(1 << 40)), valueName: "bytes",
    help: "Of auto: memory that the detector may take on the device.")
  static let maxFile = Parameter<Int?>.option(
    "max-flash", .integer(in: 1...(1 << 40)), valueName: "bytes",
    help: "Of auto: size that the model's file may have.")
  static let maxWork = Parameter<Int?>.option(
    "max-macs", .integer(in: 1...(1 << 40)), valueName: "number",
    help: "Of auto: multiplications that a window may take.")

  /// All of them.
  static let limits: [any ParameterDeclaration] = [maxMemory, maxFile, maxWork]

  /// What was said.
  static func limits(_ arguments: ParsedArguments) -> DetectorLimits {
    DetectorLimits(
      memory: arguments[maxMemory], file: arguments[maxFile],
      multiplications: arguments[maxWork])
  }
}

extension DetectorChoice {
  /// Tries all detectors, says how each fared, and hands over the chosen one with what a model's record
  /// says of the choice.
  func made(_ arguments: ParsedArguments) throws -> (DetectorKind, record: [String: String]) {
    let comparison = try compare(arguments)
    print(comparison.text(arguments.style))
    guard let chosen = comparison.chosen else {
      throw CommandFailure(
        .failure,
        """
        there is no detector to choose
          \(comparison.trials.count) kinds, none of which could be tried, for the reasons above
          record more clips, allow more with --max-ram, --max-flash and --max-macs, or name one with --family
        """)
    }
    return (chosen, comparison.record)
  }

  private func compare(_ arguments: ParsedArguments) throws -> DetectorComparison {
    let line = ProgressLine("choosing", total: Self.kinds.count, unit: "detectors")
    defer { line.finish() }
    do {
      // What is wrong with clips is said when the chosen one learns from them.
      let comparison = try run(
        features: { setup, least in
          let source = try ClipFeatures(
            setup.frontEnd, channel: channel, minimumFrames: least,
            cache: ClipParameters.featureCache(arguments))
          return try source.extract(
            setup.clips, policy: ClipParameters.policy(arguments), shouldStop: shouldStop
          ).results.values.map { (clip: $0.clip, frames: $0.value) }
        }, progress: { line.update($0, note: $1) })
      try? FileManager.default.removeItem(atPath: keptFile)
      return comparison
    } catch is CancellationError {
      throw CommandFailure(
        .failure,
        """
        the choice was interrupted
          \(FileManager.default.fileExists(atPath: keptFile)
            ? "the detectors that were tried so far are kept in \(keptFile)"
            : "no detector had been tried yet")
          run it again: it goes on where it was; or name one with --family
        """)
    }
  }
}
