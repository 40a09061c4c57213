import EdgeRuntime
import SeededRandom

@testable import Quantization

/// Notes every tensor that a detector computes, whether it keeps rows or not, and the rows computed.
struct StreamRecord: LayerObserver {
  static var needsWholeLayers: Bool { false }
  /// Inputs and outputs in their order, of all windows.
  private(set) var tensors: [[Int16]] = []
  /// Rows computed of each layer, of all windows, where windows are streamed.
  private(set) var rows: [Int: Int] = [:]

  mutating func input(network: Int, _ values: Span<Int8>) { add(values) }
  mutating func input(network: Int, _ values: Span<Int16>) { add(values) }
  mutating func output(network: Int, layer: Int, _ values: Span<Int8>) { add(values) }
  mutating func output(network: Int, layer: Int, _ values: Span<Int16>) { add(values) }
  mutating func computed(network: Int, layer: Int, rows: Range<Int>) {
    self.rows[layer, default: 0] += rows.count
  }

  private mutating func add<Element: BinaryInteger>(_ values: Span<Element>) {
    tensors.append(values.indices.map { Int16(values[$0]) })
  }
}

/// What a detector says of frames that are interrupted now and then.
struct StreamOutcome {
  var events: [DetectorEvent] = []
  var record = StreamRecord()
  var refusal: StreamingRefusal?
  /// Rows of each layer that are kept.
  var kept: [Range<Int>] = []

  /// Hears stretches of frames, one after the other.
  init(_ image: ModelImage, _ stretches: [[Int16]], reusing: Bool) throws {
    let layers = try image.model().network(0).layerCount
    let outcome = try DetectorRun.withDetector(
      image, observer: StreamRecord(), reusing: reusing
    ) { detector in
      var events: [DetectorEvent] = []
      let bands = detector.model.bands
      for (number, frames) in stretches.enumerated() {
        for start in stride(from: 0, to: frames.count, by: bands) {
          detector.processFrame(frames.span.extracting(start..<start + bands)) {
            events.append($0)
          }
        }
        // A stretch ends in one of two ways.
        if number.isMultiple(of: 2) {
          detector.reset()
        } else {
          detector.finish { events.append($0) }
        }
      }
      let kept = (0..<layers).map { detector.keptRows(network: 0, layer: $0) }
      return (events, detector.observer, detector.streamingRefusal, kept)
    }
    (events, record, refusal, kept) = outcome
  }

  /// Stretches of frames of so many windows each, as levels that fill the input's range.
  static func stretches(
    _ contents: ModelContents, windows: [Int], seed: UInt64 = 1
  ) -> [[Int16]] {
    var random = SeededGenerator(seed: seed)
    let windowing = contents.windowing
    return windows.map { count in
      let frames = windowing.framesPerWindow + (count - 1) * windowing.framesPerStep
      return (0..<frames * contents.frontEnd.bands).map { _ in
        Int16(random.integer(below: 12_000) - 9000)
      }
    }
  }
}
