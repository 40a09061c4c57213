import EdgeRuntime
import Quantization

/// Runs a detector over samples or frames, dealt out in chunks, and collects what it emits.
enum DetectorRun {
  /// Events of a whole clip.
  static func events(
    _ image: ModelImage, samples: [Int16], chunk: Int = .max, finishing: Bool = true
  ) throws -> [DetectorEvent] {
    var events: [DetectorEvent] = []
    try withDetector(image, observer: NoObserver()) { detector in
      var start = 0
      while start < samples.count {
        let end = start + min(chunk, samples.count - start)
        detector.process(samples.span.extracting(start..<end)) { events.append($0) }
        start = end
      }
      if finishing { detector.finish { events.append($0) } }
    }
    return events
  }

  /// Events of frames given one after the other.
  static func events(_ image: ModelImage, frames: [Int16], bands: Int) throws -> [DetectorEvent] {
    var events: [DetectorEvent] = []
    try withDetector(image, observer: NoObserver()) { detector in
      for start in stride(from: 0, to: frames.count, by: bands) {
        detector.processFrame(frames.span.extracting(start..<start + bands)) { events.append($0) }
      }
      detector.finish { events.append($0) }
    }
    return events
  }

  /// Scores of the windows of frames given one after the other.
  static func windowScores(_ image: ModelImage, frames: [Int16], bands: Int) throws -> [Int64] {
    try events(image, frames: frames, bands: bands).compactMap { event in
      if case .window(_, let score) = event { score } else { nil }
    }
  }

  /// Calls `body` with a detector in memory of its own, exactly as large as the model asks for, and
  /// full of garbage.
  static func withDetector<Observer: LayerObserver, Result>(
    _ image: ModelImage, observer: Observer, reusing: Bool = false,
    _ body: (inout Detector<Observer>) throws -> Result
  ) throws -> Result {
    let model = try image.model()
    let size = model.arenaBytes(reusing: reusing, namingBands: Observer.namesBands)
    let memory = UnsafeMutableRawBufferPointer.guarded(size)
    defer { memory.deallocate() }
    var detector = try Detector(
      model: model, arena: UnsafeMutableRawBufferPointer(rebasing: memory[..<size]),
      observer: observer, reusing: reusing)
    defer { memory.checkGuard() }
    return try body(&detector)
  }
}
