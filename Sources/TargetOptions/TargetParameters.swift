import CommandLineInterface
import DeviceSimulation
import Foundation
import Quantization

/// The options of every command that runs the device's code on a target, and what they choose.
public enum TargetParameters {
  /// `--target`
  public static let target = Parameter.option(
    "target", .choice(["host"] + TargetMachine.all.map(\.name)), default: "host",
    help: "What runs the device's code: this machine's build, or a cross-built one in QEMU.")
  /// `--programs`
  public static let programs = Parameter<String?>.option(
    "programs", .path, valueName: "folder",
    help: "Where tools/cross put its programs. (default: $EDGEASD_CROSS, or else .build/cross)")

  /// The emulator that a command line asks for; nil for the host.
  ///
  /// - Throws: `TargetError` where emulator or programs are missing, or the model does not fit.
  public static func emulator(
    _ arguments: ParsedArguments, image: ModelImage, for work: Emulator.Work
  ) throws -> Emulator? {
    guard let machine = TargetMachine.named(arguments[target]) else { return nil }
    let folder = ProgramFolder(
      option: arguments[programs], environment: ProcessInfo.processInfo.environment,
      executable: Bundle.main.executablePath ?? "/")
    return try Emulator(
      machine, programs: folder, image: image, for: work,
      shouldStop: { Interrupt.isRequested })
  }
}
