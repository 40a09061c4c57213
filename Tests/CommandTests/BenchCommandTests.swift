import Foundation
import Testing

/// `edgeasd bench` on bare networks; tools/tests/end-to-end has a detector, tools/tests/infer targets.
@Suite struct BenchCommandTests {
  private let edgeasd = Executable("edgeasd")
  private let models: BareNetworks

  init() throws { models = try BareNetworks() }

  private struct Figures: Decodable {
    struct Latency: Decodable {
      let best, p10, median, p90, p99, worst: Double
    }
    struct Stage: Decodable {
      let name: String
      let microseconds: Double
      let macs: Int
    }
    let windows: Int
    let macs: Int
    let peak_macs_per_second: Double?
    let window_microseconds: Latency
    let frame_microseconds: Latency?
    let microseconds_per_second_of_sound: Double?
    let stages: [Stage]
    let memory: [String: Int]
    let file_bytes: Int
  }

  @Test func everyStageIsMeasuredAndItsWorkCounted() throws {
    let outcome = try edgeasd.run(["bench", models.dense, "--windows", "37", "--json"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let figures = try JSONDecoder().decode(Figures.self, from: Data(outcome.output.utf8))
    #expect(figures.windows == 37)
    #expect(figures.stages.first?.name == "input")
    #expect(figures.stages.count == 2)
    #expect(figures.stages.map(\.macs) == [0, 4] && figures.macs == 4)
    let latency = figures.window_microseconds
    let ascending = [
      0, latency.best, latency.p10, latency.median, latency.p90, latency.p99, latency.worst,
    ]
    #expect(ascending == ascending.sorted() && latency.worst > 0)
    // A network without a front end has no frames and no sound.
    #expect(figures.frame_microseconds == nil && figures.microseconds_per_second_of_sound == nil)
    #expect((figures.memory["network"] ?? 0) > 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: models.dense)
    #expect(figures.file_bytes == attributes[.size] as? Int)
    #if arch(x86_64) || arch(arm64)
      #expect((figures.peak_macs_per_second ?? 0) > 1e6)
    #endif
  }

  @Test func aBareNetworkHasNoWindowsToStream() throws {
    let outcome = try edgeasd.run(["bench", models.image, "--windows", "10", "--stream"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("not possible: the model is a bare network"))
    let step = try edgeasd.run(["bench", models.image, "--step", "2"])
    #expect(step.code == 64 && step.errors.contains("--stream"))
  }

  @Test func textHasTheSameStages() throws {
    let outcome = try edgeasd.run(["bench", models.image, "--windows", "10"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    for word in ["10 windows on one thread", "an inference", "input", "G MAC/s", "memory"] {
      #expect(outcome.output.contains(word), "\(word) in \(outcome.output)")
    }
    #expect(!outcome.output.contains("front end"))
  }

  @Test func whatIsNoDeviceModelIsRefusedInThreeLines() throws {
    for path in [models.float, models.folder + "/none.easd"] {
      let outcome = try edgeasd.run(["bench", path])
      #expect(outcome.code == 4 && outcome.output.isEmpty)
      #expect(outcome.errors.split(separator: "\n").count == 3, "\(outcome.errors)")
    }
    let outcome = try edgeasd.run(["bench", models.dense, "--windows", "9"])
    #expect(outcome.code == 64 && outcome.errors.contains("windows"))
  }
}
