import Datasets
import DeviceTrace
import Foundation
import Quantization

/// Runs a target's program on clips, each in a folder of its own that is gone afterwards.
public struct Emulator: Sendable {
  /// What it stands in for.
  public let machine: TargetMachine
  /// What it runs.
  public let program: TargetProgram
  private let qemu: QEMU
  private let image: ModelImage
  private let shouldStop: @Sendable () -> Bool

  /// Seconds after which a run is given up. A window of the largest networks takes a second or two.
  private static let timeout = 600

  /// - Parameters:
  ///   - image: the model, which has to fit the target.
  ///   - shouldStop: asked during a run; true ends it with a `CancellationError`.
  /// - Throws: `TargetError` where emulator or programs are missing or do not fit.
  public init(
    _ machine: TargetMachine, programs: ProgramFolder?, image: ModelImage,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws {
    guard let programs else { throw TargetError.noPrograms(target: machine.name) }
    self.machine = machine
    self.image = image
    self.shouldStop = shouldStop
    program = try TargetProgram(
      machine, in: programs, modelBytes: image.bytes.count,
      memoryBytes: HostTrace.memoryBytes(image.model()))
    qemu = try QEMU(for: machine)
  }

  /// QEMU's program and its version.
  public var description: String { "\(machine.emulatorProgram) \(qemu.version)" }

  /// What the program wrote of a clip, and the instruction counts at its marks.
  public func trace(
    _ clip: ClipReader.Contents
  ) throws -> (trace: RecordedTrace, snapshots: [UInt64]) {
    try run(clip, nil) { folder in
      let counts = try Self.bytes(folder, "marks")
      let snapshots = counts.withUnsafeBytes { bytes in
        (0..<bytes.count / 8).map {
          bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)
        }
      }
      return (try RecordedTrace(Self.bytes(folder, "trace")), snapshots)
    }
  }

  /// The elements behind a record of it, as they lie in the target's memory.
  public func elements(
    _ selection: TraceSelection, of clip: ClipReader.Contents
  ) throws -> [UInt8] {
    try run(clip, selection) { try Self.bytes($0, "trace") }
  }

  private func run<Result>(
    _ clip: ClipReader.Contents, _ selection: TraceSelection?, _ read: (URL) throws -> Result
  ) throws -> Result {
    try TemporaryFolder.with { folder in
      try clip.values.withUnsafeBytes {
        try Data($0).write(to: folder.appendingPathComponent("input"))
      }
      try Data(image.bytes).write(to: folder.appendingPathComponent("model.easd"))
      // Short names: commas and long paths do not survive QEMU's options.
      for (name, file) in [("program", program.path), ("counter.so", program.counter)] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appendingPathComponent(name).path, withDestinationPath: file)
      }
      var words = [clip.isFrames ? "frames" : "sound", "input", "trace"]
      if let selection {
        words += ["dump", "\(selection.kind.rawValue)", "\(selection.network)"]
        words += ["\(selection.layer)", "\(selection.index)"]
      }
      let log = folder.appendingPathComponent("log")
      let ending = try ChildProcess.run(
        qemu.path, arguments(words), in: folder, log: log, timeout: Double(Self.timeout),
        shouldStop: shouldStop)
      switch ending {
      case .exit(0): return try read(folder)
      case .exit(let status):
        throw TargetError.failed(
          target: machine.name, status: status, said: ChildProcess.text(log))
      case .timeout:
        throw TargetError.timedOut(
          target: machine.name, seconds: Self.timeout, said: ChildProcess.text(log))
      }
    }
  }

  private func arguments(_ words: [String]) -> [String] {
    let mark = "0x" + String(program.mark, radix: 16)
    let plugin = ["-plugin", "file=./counter.so,mark=\(mark),out=marks"]
    switch machine.emulator {
    case .user:
      return plugin + ["./program", "model.easd"] + words
    case .system(let name):
      let line = (["firmware"] + words).map { ",arg=\($0)" }.joined()
      let address = "0x" + String(program.modelAddress ?? 0, radix: 16)
      return plugin + [
        "-M", name, "-nographic", "-monitor", "none", "-serial", "null", "-semihosting-config",
        "enable=on,target=native" + line, "-kernel", "program", "-device",
        "loader,file=model.easd,addr=\(address),force-raw=on",
      ]
    }
  }

  private static func bytes(_ folder: URL, _ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: folder.appendingPathComponent(name)))
  }
}
