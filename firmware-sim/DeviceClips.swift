import CommandLineInterface
import Datasets
import DeviceSimulation
import EdgeRuntime
import Quantization

/// The option that says how many clips a target hears, and what then runs the clips.
enum DeviceClips {
  static let count = Parameter.option(
    "device-clips", .integer(in: 1...1_000_000), valueName: "count", default: 8,
    help: "Clips, spread over the set, that run in QEMU; the host's build computes the others.")

  /// What runs the clips: the emulator as many as were asked for, or the host all.
  static func target(
    _ emulator: Emulator?, image: ModelImage, clips all: [Clip], _ arguments: ParsedArguments
  ) throws -> any DeviceTarget {
    guard let emulator else { return HostTarget(image) }
    let count = min(arguments[count], all.count)
    let chosen = (0..<count).map { all[$0 * all.count / count].path }
    return try EmulatedTarget(emulator, image: image, clips: Set(chosen))
  }
}
