import EdgeRuntime
import Features
import FloatModels
import Quantization
import SeededRandom

@testable import Listening

/// A model of random weights: three frames a window, every second frame one, four a decision.
struct SmallModel {
  let image: ModelImage
  /// Samples from one window to the next, and of a window.
  let step = 2 * 192
  let span = 2 * 192 + 256

  init() throws {
    var random = SeededGenerator(seed: 7)
    let sound = (0..<16_000).map { _ in Int16(3000 * random.normal()) }
    let tables = try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: 256, hop: 192, bands: 16))
    let frames = DeviceLogMel.frames(of: sound, tables: tables)
    let levels = frames.map(LogMelQ9.toDecibels)
    let model = FloatModel(
      family: "dense-ae", graph: Architectures.denseAutoencoder(frames: 3, bands: 16, seed: 7),
      inputMean: Float(levels.reduce(0, +) / Double(levels.count)), inputDeviation: 4,
      frontEnd: .logMel(
        sampleRate: 16000, frameLength: 256, hop: 192, bands: 16, lowestHz: 0, highestHz: 8000),
      windowing: Windowing(framesPerWindow: 3, framesPerStep: 2, windowsPerDecision: 4),
      record: ["machine": "fan"])
    let quantized = try Quantizer(model, QuantizationOptions(toolVersion: "test"))
      .run(ClipArray([frames]))
    image = ModelImage(try ModelWriter.write(quantized.contents))
  }

  /// Runs a fresh detector over samples.
  func run(_ samples: [Int16], _ emit: (DetectorEvent) -> Void) throws {
    try image.withDetector(observer: BandNaming()) { detector in
      detector.process(samples.span, emit)
      detector.finish(emit)
    }
  }

  /// Calls `body` with a listener that writes windows too, and an alarm if there is a rule for it.
  func listen(
    output descriptor: Int32, alarm: Alarm.Rule? = nil, _ body: (inout Listener) -> Void
  ) throws {
    let model = try image.model()
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: model.arenaBytes(namingBands: true), alignment: ModelFile.alignment)
    let starts = UnsafeMutablePointer<UInt64>.allocate(
      capacity: Int(SpanMeter.capacity(step: Int64(step), span: Int64(span))))
    let text = UnsafeMutablePointer<UInt8>.allocate(capacity: 1024)
    defer {
      arena.deallocate()
      starts.deallocate()
      text.deallocate()
    }
    let report = Report(
      lines: EventLines(LineOutput(descriptor: descriptor, memory: text, capacity: 1024)),
      model: model, meter: SpanMeter(starts: starts, step: Int64(step), span: Int64(span)),
      thresholdQ24: model.calibration.thresholdQ24, withWindows: true,
      alarm: alarm ?? Alarm.Rule(count: 16, of: 16, quietQ24: 0, holdSamples: .max))
    var listener = Listener(
      try Detector(model: model, arena: arena, observer: BandNaming()), report)
    body(&listener)
  }
}
