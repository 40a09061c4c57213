/// A processor that the device's code is built for, the emulator that stands in for it, and boards
/// that have one.
public struct TargetMachine: Sendable, Equatable {
  /// How the program runs.
  public enum Emulator: Sendable, Equatable {
    /// A Linux program; the emulator's name.
    case user(String)
    /// A program without a system, on this machine of `qemu-system-arm`.
    case system(machine: String)
  }

  /// A board that one can buy.
  public struct Board: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its processor's clock, MHz.
    public let megahertz: Double

    /// Milliseconds for so many instructions.
    public func milliseconds(_ instructions: Double, perCycle: Double) -> Double {
      instructions / perCycle / (megahertz * 1000)
    }
  }

  /// As `--target` and `tools/cross` name it.
  public let name: String
  /// The processor.
  public let processor: String
  /// How the program runs here.
  public let emulator: Emulator
  /// Instructions per cycle that the estimate of time assumes; docs/simulator.md says why.
  public let instructionsPerCycle: Double
  /// The first one is named on the screen's summary.
  public let boards: [Board]

  /// The file that `tools/cross` makes.
  public var programFile: String {
    if case .system = emulator { "firmware.elf" } else { "firmware" }
  }

  /// Name of QEMU's program.
  public var emulatorProgram: String {
    switch emulator {
    case .user(let program): program
    case .system: "qemu-system-arm"
    }
  }

  /// Debian's package with that program.
  public var emulatorPackage: String {
    if case .system = emulator { "qemu-system-arm" } else { "qemu-user" }
  }
}

extension TargetMachine {
  /// All that can be emulated.
  public static let all: [TargetMachine] = [
    TargetMachine(
      name: "aarch64", processor: "Cortex-A53", emulator: .user("qemu-aarch64"),
      instructionsPerCycle: 1,
      boards: [
        Board(name: "Raspberry Pi Zero 2 W", megahertz: 1000),
        Board(name: "Raspberry Pi 3 B+", megahertz: 1400),
      ]),
    TargetMachine(
      name: "armv7", processor: "Cortex-A7", emulator: .user("qemu-arm"),
      instructionsPerCycle: 0.7,
      boards: [
        Board(name: "STM32MP157F-DK2", megahertz: 800),
        Board(name: "i.MX 6ULL EVK", megahertz: 900),
      ]),
    TargetMachine(
      name: "cortex-m4", processor: "Cortex-M4", emulator: .system(machine: "mps2-an386"),
      instructionsPerCycle: 0.7,
      boards: [
        Board(name: "STM32F407G-DISC1", megahertz: 168),
        Board(name: "nRF52840 DK", megahertz: 64),
      ]),
    TargetMachine(
      name: "cortex-m7", processor: "Cortex-M7", emulator: .system(machine: "mps2-an500"),
      instructionsPerCycle: 1.1,
      boards: [
        Board(name: "NUCLEO-H743ZI2", megahertz: 480),
        Board(name: "Teensy 4.1", megahertz: 600),
      ]),
    TargetMachine(
      name: "cortex-m55", processor: "Cortex-M55", emulator: .system(machine: "mps3-an547"),
      instructionsPerCycle: 0.6,
      boards: [
        Board(name: "Alif Ensemble E7 DevKit, M55-HP", megahertz: 400),
        Board(name: "Alif Ensemble E7 DevKit, M55-HE", megahertz: 160),
      ]),
  ]

  /// The one of this name.
  public static func named(_ name: String) -> TargetMachine? { all.first { $0.name == name } }
}
