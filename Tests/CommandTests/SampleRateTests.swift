import AudioFile
import FloatModels
import Foundation
import Testing

/// `edgeasd` on recordings at 48 kHz, of a model that hears 16 kHz.
@Suite final class SampleRateTests {
  private let edgeasd = Executable("edgeasd")
  private let folder = NSTemporaryDirectory() + "edgeasd-rate-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(
      atPath: folder + "/data/fan/train", withIntermediateDirectories: true)
    for clip in 0..<6 {
      let path = folder + "/data/fan/train/normal_id_00_0000000\(clip).wav"
      try AudioFile.write(sound(rate: 48_000, phase: Double(clip)), to: path)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Two seconds of tones below 7 kHz, the same sound at any rate.
  private func sound(rate: Int, phase: Double) -> PCM {
    let tones = [50, 120, 310, 700, 1_500, 2_900, 4_700, 6_500.0]
    let samples = (0..<2 * rate).map { index in
      let seconds = Double(index) / Double(rate)
      let sum = tones.reduce(0) { $0 + sin(2 * .pi * $1 * seconds + phase * $1) }
      return Int16((1_000 * sum).rounded())
    }
    return PCM(samples: samples, rate: rate)
  }

  private func train(_ words: [String] = []) throws -> Executable.Outcome {
    try edgeasd.run(
      ["train", folder + "/data", "-o", folder + "/fan.safetensors", "--no-cache"]
        + ["--family", "dense-ae", "--epochs", "1"] + words)
  }

  private func rateOfModel() throws -> Int? {
    try FloatModel(contentsOf: folder + "/fan.safetensors").frontEnd.design?.sampleRate
  }

  @Test func aModelHearsSixteenKilohertzUnlessToldOtherwise() throws {
    #expect(try train().code == 0)
    #expect(try rateOfModel() == 16_000)
    #expect(try train(["--rate", "48000"]).code == 0)
    #expect(try rateOfModel() == 48_000)
    let refused = try train(["--rate", "44100"])
    #expect(refused.code == 1 && refused.errors.contains("found 48000 Hz, expected 44100 Hz"))
    let report = try edgeasd.run(["dataset", folder + "/data"])
    #expect(report.output.contains("48000 Hz heard at 16000 Hz, 1 channel"))
  }

  @Test func theSameSoundScoresTheSameAtBothRates() throws {
    #expect(try train().code == 0)
    let (data, model) = (folder + "/data", folder + "/fan.easd")
    let quantized = try edgeasd.run(
      ["quantize", folder + "/fan.safetensors", "--calibration", data, "-o", model, "--no-cache"])
    #expect(quantized.code == 0, "\(quantized.errors)")
    let scores = try [16_000, 32_000, 48_000, 96_000].map { rate in
      let path = folder + "/\(rate).wav"
      try AudioFile.write(sound(rate: rate, phase: 9), to: path)
      let outcome = try edgeasd.run(["score", model, path, "--json"])
      #expect(outcome.code == 0, "\(outcome.errors)")
      let found = outcome.output.firstMatch(of: /"score": ?([0-9.]+)/)
      return try #require(found.flatMap { Double($0.output.1) })
    }
    for score in scores { #expect(abs(score / scores[0] - 1) < 0.02, "\(scores)") }
  }
}
