import EdgeRuntime
import Foundation
import Quantization
import Testing

@testable import DeviceSimulation

struct InferenceTests {
  /// `output = -input`, one element.
  private func negation() throws -> ModelImage {
    let tensors = [0, 16].map {
      TensorContents(height: 1, width: 1, channels: 1, scale: 1, zeroPoint: 0, arenaOffset: $0)
    }
    let layer = LayerContents(
      name: "negation", operation: .fullyConnected, inputs: [0], output: 1, weights: .int8([-1]),
      bias: [0], weightScales: [1],
      requantizers: [Requantizer(multiplier: 1 << 30, shift: 1)], clampMin: -128, clampMax: 127)
    let contents = ModelContents(
      bare: NetworkContents(tensors: tensors, layers: [layer]), metadata: "{}")
    return ModelImage(try ModelWriter.write(contents))
  }

  @Test func theHostComputesEverySampleAndSaysHowFarItIs() throws {
    var steps: [Int] = []
    let outputs = try HostInference(negation()).outputs(
      [5, 0, 251], progress: { steps.append($0) })
    #expect(outputs == [251, 0, 5])
    #expect(steps == [0, 1, 2, 3])
  }

  @Test func whoStopsItGetsNothing() throws {
    var asked = 0
    #expect(throws: CancellationError.self) {
      try HostInference(negation()).outputs(
        [1, 2, 3],
        shouldStop: {
          asked += 1
          return asked == 2
        })
    }
    #expect(asked == 2)
  }

  @Test func theNetworkHasToFitTheProgramsMemory() throws {
    let image = try negation()
    let machine = try #require(TargetMachine.named("cortex-m4"))
    try TemporaryFolder.with { folder in
      let target = folder.appendingPathComponent(machine.name)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      let symbols = [
        ("board_mark", 0x8009), ("__model_start", 0x20000), ("__model_end", 0x30000),
        ("board_arena.arena", 0x2000_0000),
      ]
      try Data(ElfBuilder(is64: false, symbols: symbols).file).write(
        to: target.appendingPathComponent("firmware.elf"))
      try Data().write(to: folder.appendingPathComponent("libinstruction-counter.so"))
      let programs = ProgramFolder(option: folder.path, environment: [:], executable: "/")
      let bytes = HostInference.memoryBytes(try image.model())
      #expect(throws: TargetError.memoryTooSmall(bytes: bytes, room: 2, target: "cortex-m4")) {
        try Emulator(machine, programs: programs, image: image, for: .inference)
      }
    }
  }

  @Test func instructionsLieBetweenTheMarks() throws {
    let counts = try InferenceInstructions(samples: 2, snapshots: [10, 110, 115, 120, 130, 141])
    #expect(counts.start == 100 && counts.samples == [5, 11] && counts.mean == 8)
  }

  @Test func marksThatDoNotFitTheSamplesAreRefused() throws {
    #expect(throws: InstructionsError.marks(found: 5, expected: 4)) {
      try InferenceInstructions(samples: 1, snapshots: [1, 2, 3, 4, 5])
    }
    #expect(throws: InstructionsError.backwards(mark: 3)) {
      try InferenceInstructions(samples: 1, snapshots: [1, 2, 4, 3])
    }
  }

  private func tensor(_ type: ModelFile.ElementType) -> IntegerTensor {
    IntegerTensor(
      height: 1, width: 1, channels: 3, elementType: type, scale: 1, zeroPoint: 0, arenaOffset: 0)
  }

  @Test func equalOutputsDoNotDiffer() {
    #expect(InferenceDifference(host: [1, 2, 3], target: [1, 2, 3], tensor: tensor(.int8)) == nil)
  }

  @Test func theFirstElementThatDiffersIsFound() throws {
    let host: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let target: [UInt8] = [1, 2, 3, 4, 255, 7, 7, 8, 10]
    let found = try #require(
      InferenceDifference(host: host, target: target, tensor: tensor(.int8)))
    #expect(found.sample == 1 && found.element == 1)
    #expect(found.host == 5 && found.target == -1 && found.differingSamples == 2)
  }

  /// Also where only the upper half of an element differs.
  @Test func elementsOfSixteenBitsAreTakenWhole() throws {
    let host: [UInt8] = [0, 0, 1, 0, 0, 0, 9, 0, 9, 0, 9, 0]
    var target = host
    target[9] = 0x80
    let found = try #require(
      InferenceDifference(host: host, target: target, tensor: tensor(.int16)))
    #expect(found.sample == 1 && found.element == 1)
    #expect(found.host == 9 && found.target == -32768 + 9 && found.differingSamples == 1)
  }
}
