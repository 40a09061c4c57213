import CommandLineInterface
import Datasets
import DeviceSimulation
import EdgeRuntime
import Foundation
import Quantization

/// The options that choose what runs the device's code, and what they choose.
struct TargetOptions {
  static let target = Parameter.option(
    "target", .choice(["host"] + TargetMachine.all.map(\.name)), default: "host",
    help: "What runs the device's code: this machine's build, or a cross-built one in QEMU.")
  static let programs = Parameter<String?>.option(
    "programs", .path, valueName: "folder",
    help: "Where tools/cross put its programs. (default: $EDGEASD_CROSS, or else .build/cross)")
  static let clips = Parameter.option(
    "device-clips", .integer(in: 1...1_000_000), valueName: "count", default: 8,
    help: "Clips, spread over the set, that run in QEMU; the host's build computes the others.")

  /// The emulator that a command line asks for; nil for the host.
  static func emulator(_ arguments: ParsedArguments, image: ModelImage) throws -> Emulator? {
    guard let machine = TargetMachine.named(arguments[target]) else { return nil }
    let folder = ProgramFolder(
      option: arguments[programs], environment: ProcessInfo.processInfo.environment,
      executable: Bundle.main.executablePath ?? "/")
    return try Emulator(
      machine, programs: folder, image: image, shouldStop: { Interrupt.isRequested })
  }

  /// What runs the clips: the emulator as many as were asked for, or the host all.
  static func target(
    _ emulator: Emulator?, image: ModelImage, clips all: [Clip], _ arguments: ParsedArguments
  ) throws -> any DeviceTarget {
    guard let emulator else { return HostTarget(image) }
    let count = min(arguments[clips], all.count)
    let chosen = (0..<count).map { all[$0 * all.count / count].path }
    return try EmulatedTarget(emulator, image: image, clips: Set(chosen))
  }
}
