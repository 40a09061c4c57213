import ClipFeatures
import EdgeRuntime
import Features
import FloatModels
import Foundation
import Quantization
import SeededRandom

/// Processor time of one family's detector on 16 kHz sound. The weights are random: time does not
/// depend on them.
struct DetectorCost {
  let family: Family
  /// Of the integer network, score included, for one window: the median of all windows.
  let networkMilliseconds: Double
  /// Of the whole detector, front end included, for a second of sound.
  let millisecondsPerSecond: Double

  static let heading =
    "family        ms a window (network)   ms a second of sound (all)   processor time, one thread"

  var row: String {
    let name = family.rawValue.padding(toLength: 12, withPad: " ", startingAt: 0)
    return String(
      format: "%@  %21.3f   %26.2f", name, networkMilliseconds, millisecondsPerSecond)
  }

  /// Quantizes a fresh network of the family on noise and listens to two minutes of it; nil where
  /// there is no network without training.
  init?(of family: Family) throws {
    self.family = family
    let rate = 16_000
    var random = SeededGenerator(seed: 1)
    let sound = (0..<120 * rate).map { _ in Int16(truncatingIfNeeded: random.next() >> 51) }
    guard let model = try Self.model(family, sampleRate: rate) else { return nil }
    let frames = try Self.frames(of: sound, model)
    let image = try Self.image(model, frames)
    networkMilliseconds = try Self.windowTime(image, frames)
    millisecondsPerSecond =
      try Self.listeningTime(image, sound) * Double(rate) / Double(sound.count)
  }

  private static func model(_ family: Family, sampleRate: Int) throws -> FloatModel? {
    guard let frontEnd = family.frontEnd(sampleRate: sampleRate, shortestClip: 10 * sampleRate)
    else { throw QuantizationError.noDecisionSpan }
    guard let graph = family.autoencoder(bands: frontEnd.bands, seed: 1) else { return nil }
    // What is pooled, is pooled over a second.
    let frames = family.framesPerWindow ?? 31
    return FloatModel(
      family: family.rawValue, graph: graph.withoutUnreadNodes(),
      inputMean: -60, inputDeviation: 5, frontEnd: frontEnd,
      windowing: Windowing(
        framesPerWindow: frames, framesPerStep: family.framesPerStep ?? frames,
        windowsPerDecision: 1, pooling: family.poolings.first),
      score: family.reconstructionScore(bands: frontEnd.bands), record: [:])
  }

  private static func frames(of sound: [Int16], _ model: FloatModel) throws -> [Int16] {
    guard let tables = try model.frontEnd.tables() else { return [] }
    return DeviceLogMel.frames(of: sound, tables: tables)
  }

  private static func image(_ model: FloatModel, _ frames: [Int16]) throws -> ModelImage {
    let clip = Array(frames.prefix(model.frontEnd.bands * model.windowing.framesPerWindow * 2))
    let quantized = try Quantizer(model, QuantizationOptions(toolVersion: "benchmark"))
      .run(ClipArray([clip]))
    return ModelImage(try ModelWriter.write(quantized.contents))
  }

  /// A window is computed while its last frame is taken: the time of those calls.
  private static func windowTime(_ image: ModelImage, _ frames: [Int16]) throws -> Double {
    var times: [Double] = []
    try image.withDetector(observer: NoObserver()) { detector in
      let bands = detector.model.bands
      for first in stride(from: 0, to: frames.count, by: bands) {
        var isWindow = false
        let time = processorMilliseconds {
          detector.processFrame(frames.span.extracting(first..<first + bands)) { event in
            if case .window = event { isWindow = true }
          }
        }
        if isWindow { times.append(time) }
      }
    }
    return times.sorted()[times.count / 2]
  }

  private static func listeningTime(_ image: ModelImage, _ sound: [Int16]) throws -> Double {
    try image.withDetector(observer: NoObserver()) { detector in
      processorMilliseconds { detector.process(sound.span) { _ in } }
    }
  }

  /// Of this thread, so that whatever else runs on the machine counts for little.
  private static func processorMilliseconds(_ body: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
    }
    let start = now()
    body()
    return now() - start
  }
}
