import Datasets
import DeviceTrace
import EdgeRuntime
import Foundation
import Quantization

/// Runs a target's program on clips or on a network's inputs, each run in a folder of its own that is
/// gone afterwards.
public struct Emulator: Sendable {
  /// What the program is to do, and so how much memory it needs.
  public enum Work: Sendable {
    /// Hear clips and write traces.
    case detection
    /// Apply the bare network.
    case inference

    fileprivate func memoryBytes(_ model: Model) -> Int {
      switch self {
      case .detection: HostTrace.memoryBytes(model)
      case .inference: HostInference.memoryBytes(model)
      }
    }
  }

  /// What it stands in for.
  public let machine: TargetMachine
  /// What it runs.
  public let program: TargetProgram
  private let qemu: QEMU
  let image: ModelImage
  private let shouldStop: @Sendable () -> Bool

  /// Seconds after which a run on a clip is given up. A window of the largest networks takes a second
  /// or two.
  static let timeout = 600

  /// - Parameters:
  ///   - image: the model, which has to fit the target.
  ///   - work: what it is wanted for.
  ///   - shouldStop: asked during a run; true ends it with a `CancellationError`.
  /// - Throws: `TargetError` where emulator or programs are missing or do not fit.
  public init(
    _ machine: TargetMachine, programs: ProgramFolder?, image: ModelImage,
    for work: Work = .detection,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws {
    guard let programs else { throw TargetError.noPrograms(target: machine.name) }
    self.machine = machine
    self.image = image
    self.shouldStop = shouldStop
    program = try TargetProgram(
      machine, in: programs, modelBytes: image.bytes.count,
      memoryBytes: work.memoryBytes(image.model()))
    qemu = try QEMU(for: machine)
  }

  /// QEMU's program and its version.
  public var description: String { "\(machine.emulatorProgram) \(qemu.version)" }

  /// What the program wrote of a clip of machine `id`, and the instruction counts at its marks.
  public func trace(
    _ clip: ClipReader.Contents, id: Int? = nil
  ) throws -> (trace: RecordedTrace, snapshots: [UInt64]) {
    let (output, snapshots) = try run(words(clip, id), on: clip.bytes)
    return (try RecordedTrace(output), snapshots)
  }

  /// The elements behind a record of it, as they lie in the target's memory.
  public func elements(
    _ selection: TraceSelection, of clip: ClipReader.Contents, id: Int? = nil
  ) throws -> [UInt8] {
    let dump = [
      "dump", "\(selection.kind.rawValue)", "\(selection.network)", "\(selection.layer)",
      "\(selection.index)",
    ]
    return try run(words(clip, id) + dump, on: clip.bytes).output
  }

  private func words(_ clip: ClipReader.Contents, _ id: Int?) -> [String] {
    [clip.isFrames ? "frames" : "sound", Self.input, Self.output]
      + (id.map { ["id", "\($0)"] } ?? [])
  }

  /// Files in the folder of a run.
  static let input = "input"
  static let output = "output"
  private static let marks = "marks"

  /// Runs the program with these words on an input.
  ///
  /// - Parameters:
  ///   - seconds: after which it is given up.
  ///   - progress: told several times a second how many bytes it has written.
  /// - Returns: what it wrote, and the instruction counts at its marks.
  func run(
    _ words: [String], on input: [UInt8], seconds: Int = timeout, progress: (Int) -> Void = { _ in }
  ) throws -> (output: [UInt8], snapshots: [UInt64]) {
    try TemporaryFolder.with { folder in
      try Data(input).write(to: folder.appendingPathComponent(Self.input))
      try Data(image.bytes).write(to: folder.appendingPathComponent("model.easd"))
      // Short names: commas and long paths do not survive QEMU's options.
      for (name, file) in [("program", program.path), ("counter.so", program.counter)] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appendingPathComponent(name).path, withDestinationPath: file)
      }
      let log = folder.appendingPathComponent("log")
      let ending = try ChildProcess.run(
        qemu.path, arguments(words), in: folder, log: log, timeout: Double(seconds),
        shouldStop: {
          progress(Self.byteCount(folder, Self.output))
          return shouldStop()
        })
      switch ending {
      case .exit(0):
        return (try Self.bytes(folder, Self.output), try Self.snapshots(folder))
      case .exit(let status):
        throw TargetError.failed(
          target: machine.name, status: status, said: ChildProcess.text(log))
      case .timeout:
        throw TargetError.timedOut(
          target: machine.name, seconds: seconds, said: ChildProcess.text(log))
      }
    }
  }

  private func arguments(_ words: [String]) -> [String] {
    let mark = "0x" + String(program.mark, radix: 16)
    let plugin = ["-plugin", "file=./counter.so,mark=\(mark),out=\(Self.marks)"]
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

  private static func byteCount(_ folder: URL, _ name: String) -> Int {
    let path = folder.appendingPathComponent(name).path
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return size ?? 0
  }

  private static func snapshots(_ folder: URL) throws -> [UInt64] {
    try bytes(folder, marks).withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map {
        bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)
      }
    }
  }
}
