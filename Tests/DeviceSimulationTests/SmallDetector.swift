import Datasets
import EdgeRuntime
import Features
import FloatModels
import Quantization
import SeededRandom

/// A small detector of random weights and the sound it was calibrated on.
struct SmallDetector {
  let model: FloatModel
  let image: ModelImage
  /// Half a second each.
  let clips: [[Int16]]

  init(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    clips = (0..<6).map { _ in
      (0..<8000).map { _ in Int16(max(-32768, min(32767, 3000 * generator.normal()))) }
    }
    let design = LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 16)
    let tables = try LogMelTables(design)
    let frames = clips.map { DeviceLogMel.frames(of: $0, tables: tables) }
    let levels = frames.joined().map(LogMelQ9.toDecibels)
    let mean = levels.reduce(0, +) / Double(levels.count)
    model = FloatModel(
      family: "dense-ae", graph: Architectures.denseAutoencoder(frames: 2, bands: 16, seed: seed),
      inputMean: Float(mean), inputDeviation: 4,
      frontEnd: .logMel(
        sampleRate: 16000, frameLength: 512, hop: 256, bands: 16, lowestHz: 0, highestHz: 8000),
      windowing: Windowing(framesPerWindow: 2, framesPerStep: 1, windowsPerDecision: 8),
      record: ["machine": "fan"])
    let quantized = try Quantizer(model, QuantizationOptions(toolVersion: "test"))
      .run(ClipArray(frames))
    image = ModelImage(try ModelWriter.write(quantized.contents))
  }
}
