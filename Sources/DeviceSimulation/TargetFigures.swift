import EdgeRuntime

/// What emulated clips say of a target.
public struct TargetFigures: Sendable {
  /// The target.
  public let machine: TargetMachine
  /// Clips that it heard.
  public let clips: Int
  /// Clips for which the host's build stood in.
  public let clipsOnHost: Int
  /// Sums over all clips that it heard.
  public let instructions: StageInstructions
  /// Outputs of layers that were compared.
  public let layersCompared: Int
  /// All records that were compared.
  public let recordsCompared: Int
  /// Bytes of the program without the model.
  public let codeBytes: Int
  /// Bytes of the model.
  public let modelBytes: Int
  /// Bytes that the detector needs.
  public let detectorBytes: Int
  /// Bytes of other static memory.
  public let otherStaticBytes: Int
  /// Most bytes of stack in use.
  public let stackBytes: Int
  /// The first clip where bits differ, and where.
  public let difference: (clip: String, difference: TraceDifference)?
  /// Clips where bits differ.
  public let differingClips: Int
  /// Frames from one window to the next.
  public let framesPerStep: Int
  /// Seconds from one window to the next; nil where the model takes frames.
  public let hopSeconds: Double?

  /// - Parameter model: the one that was run.
  public init(
    _ machine: TargetMachine, program: TargetProgram, model: Model, clips: [SimulatedClip]
  ) {
    let runs = clips.compactMap { clip in clip.emulation.map { (clip.clip.path, $0) } }
    self.machine = machine
    self.clips = runs.count
    clipsOnHost = clips.count - runs.count
    var sum = StageInstructions(
      layerCounts: (0..<model.networkCount).map { model.network($0).layerCount })
    for (_, run) in runs { sum.add(run.instructions) }
    instructions = sum
    layersCompared = runs.reduce(0) { $0 + $1.1.layersCompared }
    recordsCompared = runs.reduce(0) { $0 + $1.1.recordsCompared }
    codeBytes = program.codeBytes
    modelBytes = model.bytes.count
    detectorBytes = model.memory.detectorBytes
    otherStaticBytes = max(0, program.staticBytes - (runs.map(\.1.arenaBytes).max() ?? 0))
    stackBytes = runs.map(\.1.stackBytes).max() ?? 0
    let differing = runs.compactMap { path, run in run.difference.map { (path, $0) } }
    difference = differing.first
    differingClips = differing.count
    framesPerStep = model.windowing.framesPerStep
    if case .logMel(let tables) = model.frontEnd {
      hopSeconds = Double(framesPerStep * tables.hop) / Double(tables.sampleRate)
    } else {
      hopSeconds = nil
    }
  }

  /// Whether every record of every clip was equal, and there was one.
  public var isBitExact: Bool { differingClips == 0 && clips > 0 }

  /// Bytes of flash: program and model.
  public var flashBytes: Int { codeBytes + modelBytes }

  /// Bytes of memory: the detector's, other static memory, and the stack.
  public var memoryBytes: Int { detectorBytes + otherStaticBytes + stackBytes }

  /// Instructions from one window to the next, its new frames included.
  public var instructionsPerHop: Double { instructions.perHop(framesPerStep: framesPerStep) }

  /// The estimate for a board.
  public func milliseconds(on board: TargetMachine.Board) -> Double {
    board.milliseconds(instructionsPerHop, perCycle: machine.instructionsPerCycle)
  }
}
