import CommandLineInterface
import EdgeRuntime
import Evaluation
import Foundation
import Quantization
import SeededRandom

/// What a device model's stages take on this machine, one thread, on noise: time does not depend on what
/// is heard.
struct StageTimes {
  /// A stage of the way from a window to its score.
  struct Stage {
    /// `input`, a layer's name, or `score`.
    let name: String
    /// Median microseconds of a window.
    let microseconds: Double
    /// Multiplications of a window; 0 where nothing is multiplied by weights.
    let multiplications: Int
  }

  /// In the order of the work.
  let stages: [Stage]
  /// Microseconds of each window from its last frame to its score, ascending.
  let windows: [Double]
  /// Microseconds of each frame's front end, ascending; empty where there is none.
  let frames: [Double]
  /// Seconds of sound from one window to the next; nil where frames are made elsewhere.
  let secondsPerWindow: Double?
  /// Frames from one window to the next.
  let framesPerStep: Int

  /// Microseconds of work for a second of sound.
  var microsecondsPerSecond: Double? {
    secondsPerWindow.map { seconds in
      let frame = frames.isEmpty ? 0 : Percentile.value(0.5, ofSorted: frames)
      return (Percentile.value(0.5, ofSorted: windows) + frame * Double(framesPerStep)) / seconds
    }
  }

  /// - Parameter runs: windows that are measured.
  /// - Throws: `CancellationError` where the user stopped it.
  init(_ device: DeviceModel, runs: Int) throws {
    let model = device.model
    let contents = ModelContents(reading: model)
    let layerCounts = contents.networks.map(\.layers.count)
    var starts: [Int] = []
    var names: [(String, Int)] = []
    for (number, network) in contents.networks.enumerated() {
      let prefix = contents.networks.count > 1 ? "\(number + 1): " : ""
      starts.append(names.count)
      names.append((prefix + "input", 0))
      for index in network.layers.indices {
        let layer = LayerSummary(network, layer: index)
        names.append((prefix + layer.name, layer.multiplications))
      }
      names.append((prefix + "score", 0))
    }
    let clock = StageClock(stageCount: names.count)
    let observer = StageObserver(clock: clock, starts: starts, layerCounts: layerCounts)
    let progress = ProgressLine("measuring", total: runs, unit: "windows")
    defer { progress.finish() }
    let continues = {
      if clock.windows.count == Self.warmUp, !clock.isWarm { clock.warm() }
      progress.update(clock.isWarm ? clock.windows.count : 0)
      return !Interrupt.isRequested && (!clock.isWarm || clock.windows.count < runs)
    }
    if model.isDetector {
      try Self.listen(device.image, observer, while: continues)
    } else {
      try Self.infer(model, observer, while: continues)
      // A bare network has no score.
      names.removeLast()
    }
    if Interrupt.isRequested { throw CancellationError() }
    let measured = clock.windows
    stages = names.enumerated().map { index, stage in
      Stage(
        name: stage.0, microseconds: Percentile.value(0.5, of: measured.map { $0[index] }),
        multiplications: stage.1)
    }
    windows = measured.map { $0.reduce(0, +) }.sorted()
    framesPerStep = contents.windowing.framesPerStep
    if case .logMel(let tables) = contents.frontEnd {
      frames = clock.frames.sorted()
      secondsPerWindow = Double(tables.hop * framesPerStep) / Double(tables.sampleRate)
    } else {
      frames = []
      secondsPerWindow = nil
    }
  }

  /// Windows before anything is measured.
  private static let warmUp = 5

  private static func listen(
    _ image: ModelImage, _ observer: StageObserver, while continues: () -> Bool
  ) throws {
    var random = SeededGenerator(seed: 1)
    try image.withDetector(observer: observer) { detector in
      var (step, isSound) = (detector.model.bands, false)
      if case .logMel(let tables) = detector.model.frontEnd { (step, isSound) = (tables.hop, true) }
      while continues() {
        let noise = (0..<step).map { _ in Int16(truncatingIfNeeded: random.next() >> 51) }
        observer.clock.start()
        let end: (DetectorEvent) -> Void = { event in
          if case .window = event { observer.clock.endWindow() }
        }
        if isSound {
          detector.process(noise.span, end)
        } else {
          detector.processFrame(noise.span, end)
        }
      }
    }
  }

  private static func infer(
    _ model: Model, _ observer: StageObserver, while continues: () -> Bool
  ) throws {
    let network = model.network(0)
    let (first, last) = (network.tensor(0), network.tensor(network.tensorCount - 1))
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: network.memoryBytes, alignment: 16)
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: last.byteCount, alignment: 16)
    defer {
      memory.deallocate()
      output.deallocate()
    }
    guard let base = memory.baseAddress, let target = output.baseAddress else { return }
    let runner = NetworkRunner(network: network, memory: base)
    let noise = Self.noise(byteCount: first.byteCount)
    var observer = observer
    while continues() {
      observer.clock.start()
      noise.withUnsafeBytes { bytes in
        if let from = bytes.baseAddress { runner.infer(from, into: target, &observer) }
      }
      observer.clock.end(stage: network.layerCount)
      observer.clock.endWindow()
    }
  }

  /// Integers for a bare network's input.
  static func noise(byteCount: Int) -> [UInt8] {
    var random = SeededGenerator(seed: 1)
    return (0..<byteCount).map { _ in UInt8(truncatingIfNeeded: random.next() >> 24) }
  }
}
