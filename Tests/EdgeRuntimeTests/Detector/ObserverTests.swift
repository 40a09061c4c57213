import EdgeRuntime
import Foundation
import SeededRandom
import Testing

@testable import Quantization

/// Keeps everything.
private struct Recorder: LayerObserver {
  var frames: [[Int16]] = []
  var windows: [[Int16]] = []
  /// The input, then each layer's output.
  var tensors: [[Int]] = []
  var accumulators: [Int64] = []

  mutating func frame(_ levelsQ9: Span<Int16>) { frames.append(levelsQ9.array) }
  mutating func window(_ levelsQ9: Span<Int16>) { windows.append(levelsQ9.array) }
  mutating func input(network: Int, _ values: Span<Int8>) { tensors.append(values.integers) }
  mutating func input(network: Int, _ values: Span<Int16>) { tensors.append(values.integers) }
  mutating func output(network: Int, layer: Int, _ values: Span<Int8>) {
    precondition(layer + 1 == tensors.count)
    tensors.append(values.integers)
  }
  mutating func output(network: Int, layer: Int, _ values: Span<Int16>) {
    precondition(layer + 1 == tensors.count)
    tensors.append(values.integers)
  }
  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>) {
    precondition(start == accumulators.count)
    accumulators += values.array.map { Int64($0) }
  }
  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int64>) {
    precondition(start == accumulators.count)
    accumulators += values.array
  }
}

extension Span where Element: Copyable {
  fileprivate var array: [Element] { withUnsafeBufferPointer { Array($0) } }
}

extension Span where Element: BinaryInteger {
  fileprivate var integers: [Int] { array.map { Int($0) } }
}

@Suite("Layer observer")
struct ObserverTests {
  /// One window of the small convolutional model, everything about it written down.
  private func record() throws -> (Recorder, ModelImage, Int64) {
    let image = ModelImage(try ModelWriter.write(try ModelFixture.smallConvolutional()))
    let samples = (0..<128 + 7 * 96).map { Int16(truncatingIfNeeded: $0 * $0 * 31) }
    var score: Int64 = -1
    let recorder = try DetectorRun.withDetector(image, observer: Recorder()) { detector in
      detector.process(samples.span) { event in
        if case .window(_, let value) = event { score = value }
      }
      return detector.observer
    }
    return (recorder, image, score)
  }

  @Test func everyLayerIsThatOfTheDefinition() throws {
    let (recorder, image, _) = try record()
    #expect(recorder.frames.count == 8 && recorder.windows == [recorder.frames.flatMap(\.self)])
    try expectDefined(recorder, image)
  }

  @Test func everyLayerOfEveryKindIsThatOfTheDefinition() throws {
    let image = ModelImage(try ModelWriter.write(EveryKindFixture.model()))
    var random = SeededGenerator(seed: 3)
    for _ in 0..<50 {
      let frames = (0..<16).map { _ in Int16(truncatingIfNeeded: random.next() >> 50) }
      let recorder = try DetectorRun.withDetector(image, observer: Recorder()) { detector in
        for first in stride(from: 0, to: 16, by: 4) {
          detector.processFrame(frames.span.extracting(first..<first + 4)) { _ in }
        }
        return detector.observer
      }
      try expectDefined(recorder, image)
    }
  }

  /// Compares every tensor with the definition of the layer that made it, on what was observed
  /// before it.
  private func expectDefined(_ recorder: Recorder, _ image: ModelImage) throws {
    let network = try image.model().network(0)
    #expect(recorder.tensors.count == network.layerCount)
    let memory = recorder.tensors.enumerated().map { index, values in
      network.tensor(index).memory(of: values)
    }
    defer { memory.forEach { $0.deallocate() } }
    for index in 0..<network.layerCount {
      let layer = network.layer(index)
      var inputs = LayerInputs(repeating: UnsafeRawPointer(memory[0]))
      for number in 0..<layer.inputCount {
        inputs[number] = UnsafeRawPointer(memory[layer.inputIndices[number]])
      }
      if index == network.layerCount - 1 {
        var accumulators = [Int64](repeating: 0, count: layer.output.count)
        LayerDefinition.accumulate(layer, input: inputs[0], into: &accumulators)
        #expect(recorder.accumulators == accumulators)
      } else {
        let output = UnsafeMutableRawPointer.allocate(
          byteCount: layer.output.byteCount, alignment: 16)
        defer { output.deallocate() }
        LayerDefinition.compute(layer, inputs: inputs, into: output)
        let values = (0..<layer.output.count).map { Int(layer.output.value(at: $0, of: output)) }
        #expect(recorder.tensors[index + 1] == values, "layer \(index)")
      }
    }
  }

  /// Input quantisation and score, recomputed in Double from what was observed.
  @Test func inputAndScoreFollowFromTheObservedNumbers() throws {
    let (recorder, image, score) = try record()
    let model = try image.model()
    let network = model.network(0)
    guard case .reconstruction(let head) = try #require(model.head(0)) else { return }
    func real(_ requantizer: Requantizer) -> Double {
      Double(requantizer.multiplier) * exp2(Double(requantizer.shift) - 31)
    }
    let (window, zero) = (recorder.windows[0], Double(network.tensor(0).zeroPoint))
    var sum = 0.0
    for index in window.indices {
      let centred = Double(Int32(window[index]) - network.inputMeanQ9)
      let step = (centred * real(network.inputRequantizer)).rounded() + zero
      #expect(abs(Double(recorder.tensors[0][index]) - min(max(step, -128), 127)) <= 1)
      let output =
        Double(head.meanQ13) + Double(recorder.accumulators[index]) * real(head.requantizers[0])
      let error = 16 * Double(window[index]) - min(max(output, -0x1p20), 0x1p20)
      sum += error * error
    }
    let expected = sum / Double(window.count) * pow(10 * log10(2.0) / 8192, 2)
    #expect(abs(Double(score) * 0x1p-24 / expected - 1) < 1e-4)
  }

  @Test func watchingChangesNothing() throws {
    let (_, image, score) = try record()
    let samples = (0..<128 + 7 * 96).map { Int16(truncatingIfNeeded: $0 * $0 * 31) }
    let events = try DetectorRun.events(image, samples: samples, finishing: false)
    #expect(events == [.window(index: 0, scoreQ24: score)])
  }
}

extension IntegerTensor {
  /// Memory that holds the elements.
  fileprivate func memory(of values: [Int]) -> UnsafeMutableRawPointer {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
    for (index, value) in values.enumerated() {
      if elementType == .int8 {
        memory.storeBytes(of: Int8(value), toByteOffset: index, as: Int8.self)
      } else {
        memory.storeBytes(of: Int16(value), toByteOffset: 2 * index, as: Int16.self)
      }
    }
    return memory
  }
}
