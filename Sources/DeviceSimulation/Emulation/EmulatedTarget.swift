import Datasets
import DeviceTrace
import EdgeRuntime
import Quantization

/// A cross-built program in an emulator. On the clips that it does not hear, the host's build
/// stands in for it; on those that it does, the two are compared step by step.
public struct EmulatedTarget: DeviceTarget {
  private let emulator: Emulator
  private let host: HostTarget
  private let reference: HostTrace
  private let image: ModelImage
  private let layerCounts: [Int]
  private let clips: Set<String>

  /// - Parameters:
  ///   - image: the model that the emulator has too.
  ///   - clips: paths of the clips that the emulator hears.
  public init(_ emulator: Emulator, image: ModelImage, clips: Set<String>) throws(ModelError) {
    self.emulator = emulator
    self.clips = clips
    self.image = image
    host = HostTarget(image)
    reference = HostTrace(image)
    let model = try image.model()
    layerCounts = (0..<model.networkCount).map { model.network($0).layerCount }
  }

  /// As `--target` names it.
  public var name: String { emulator.machine.name }

  /// Runs a fresh detector over a whole clip.
  public func run(_ contents: ClipReader.Contents, of clip: Clip) throws -> DeviceRun {
    var run = try host.run(contents, of: clip)
    guard clips.contains(clip.path) else { return run }
    let emulation = try emulate(contents, id: image.model().index(ofID: clip.id))
    // Where the bits differ, the verdict is the target's; where not, it is the same one.
    run.windowScoresQ24 = emulation.windowScoresQ24
    run.emulation = emulation.figures
    return run
  }

  private func emulate(
    _ contents: ClipReader.Contents, id: Int?
  ) throws -> (windowScoresQ24: [Int64], figures: EmulatedRun) {
    let ours = try reference.trace(contents, id: id)
    let (theirs, snapshots) = try emulator.trace(contents, id: id)
    var difference = TraceDifference(host: ours, target: theirs)
    if let selection = difference?.selection {
      difference?.locate(
        host: try reference.elements(selection, of: contents, id: id),
        target: try emulator.elements(selection, of: contents, id: id),
        width: selection.elementBytes(of: try image.model()))
    }
    var instructions = StageInstructions(layerCounts: layerCounts)
    try instructions.add(theirs, snapshots: snapshots)
    let figures = EmulatedRun(
      instructions: instructions, layersCompared: ours.layerCount,
      recordsCompared: ours.records.count, stackBytes: Int(theirs.memory?.value ?? 0),
      arenaBytes: Int(theirs.memory?.count ?? 0), difference: difference)
    return (theirs.windowScoresQ24, figures)
  }
}

/// What is known of a clip that a target has heard.
public struct EmulatedRun: Sendable, Equatable {
  /// Executed by the target.
  public var instructions: StageInstructions
  /// Outputs of layers, each once a window.
  public var layersCompared: Int
  /// All that was compared.
  public var recordsCompared: Int
  /// Most bytes of stack in use.
  public var stackBytes: Int
  /// Bytes of static memory that the program keeps for the detector.
  public var arenaBytes: Int
  /// Where the target departs from the host; nil where it does not.
  public var difference: TraceDifference?
}
