import EdgeRuntime
import Foundation

/// Takes the time of each stage of a window: from the moment that the stage before was seen to end.
final class StageClock {
  /// Microseconds of each frame's front end.
  private(set) var frames: [Double] = []
  /// Microseconds of each window's stages: of each network its input, its layers, its score.
  private(set) var windows: [[Double]] = []
  private var stages: [Double]
  private var last = 0.0
  /// Whether caches and clock rates have settled.
  private(set) var isWarm = false

  init(stageCount: Int) { stages = Array(repeating: 0, count: stageCount) }

  /// From here on the next frame, or bare input, is worked on.
  func start() { last = Self.microseconds }

  func endFrame() {
    let now = Self.microseconds
    frames.append(now - last)
    last = Self.microseconds
  }

  func end(stage: Int) {
    let now = Self.microseconds
    stages[stage] += now - last
    last = Self.microseconds
  }

  func endWindow() {
    windows.append(stages)
    for stage in stages.indices { stages[stage] = 0 }
  }

  /// Forgets what was measured so far, while caches and clock rates settled.
  func warm() {
    frames = []
    windows = []
    isWarm = true
  }

  /// Of a clock that nobody sets.
  static var microseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) * 1e-3
  }
}

/// Tells a clock how far a detector is.
struct StageObserver: LayerObserver {
  let clock: StageClock
  /// Where each network's stages begin.
  let starts: [Int]
  /// Layers of each network.
  let layerCounts: [Int]

  mutating func frame(_ levelsQ9: Span<Int16>) { clock.endFrame() }
  mutating func window(_ levelsQ9: Span<Int16>) { clock.start() }
  mutating func input(network: Int, _ values: Span<Int8>) { clock.end(stage: starts[network]) }
  mutating func input(network: Int, _ values: Span<Int16>) { clock.end(stage: starts[network]) }
  mutating func output(network: Int, layer: Int, _ values: Span<Int8>) { end(network, layer) }
  mutating func output(network: Int, layer: Int, _ values: Span<Int16>) { end(network, layer) }

  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>) {
    end(network, layerCounts[network] - 1)
  }

  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int64>) {
    end(network, layerCounts[network] - 1)
  }

  mutating func squaredErrors(network: Int, sumQ26: Int64) {
    clock.end(stage: starts[network] + layerCounts[network] + 1)
  }

  private func end(_ network: Int, _ layer: Int) {
    clock.end(stage: starts[network] + 1 + layer)
  }
}
