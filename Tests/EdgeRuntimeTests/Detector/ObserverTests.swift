import EdgeRuntime
import Foundation
import Testing

@testable import Quantization

/// Keeps everything.
private struct Recorder: LayerObserver {
  var frames: [[Int16]] = []
  var windows: [[Int16]] = []
  var inputs: [[Int8]] = []
  var outputs: [[Int8]] = []
  var accumulators: [Int32] = []

  mutating func frame(_ levelsQ9: Span<Int16>) { frames.append(levelsQ9.array) }
  mutating func window(_ levelsQ9: Span<Int16>) { windows.append(levelsQ9.array) }
  mutating func input(network: Int, _ values: Span<Int8>) { inputs.append(values.array) }
  mutating func output(network: Int, layer: Int, _ values: Span<Int8>) {
    outputs.append(values.array)
  }
  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>) {
    precondition(start == accumulators.count)
    accumulators += values.array
  }
}

extension Span where Element: Copyable {
  fileprivate var array: [Element] { withUnsafeBufferPointer { Array($0) } }
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
    let model = try image.model()
    let network = model.network(0)
    #expect(recorder.frames.count == 8 && recorder.windows == [recorder.frames.flatMap(\.self)])
    #expect(recorder.inputs.count == 1 && recorder.outputs.count == network.layerCount - 1)
    var values = recorder.inputs[0]
    for index in 0..<network.layerCount {
      let layer = network.layer(index)
      var accumulators = [Int64](repeating: 0, count: layer.output.count)
      LayerDefinition.accumulate(layer, input: values, into: &accumulators)
      if index == network.layerCount - 1 {
        #expect(recorder.accumulators.map { Int64($0) } == accumulators)
      } else {
        values = accumulators.enumerated().map { place, accumulator in
          let channel = place % layer.output.channels
          return Int8(LayerDefinition.output(layer, accumulator: accumulator, channel: channel))
        }
        #expect(recorder.outputs[index] == values, "layer \(index)")
      }
    }
  }

  /// Input quantisation and score, recomputed in Double from what was observed.
  @Test func inputAndScoreFollowFromTheObservedNumbers() throws {
    let (recorder, image, score) = try record()
    let model = try image.model()
    let (network, head) = (model.network(0), model.head(0))
    func real(_ requantizer: Requantizer) -> Double {
      Double(requantizer.multiplier) * exp2(Double(requantizer.shift) - 31)
    }
    let (window, zero) = (recorder.windows[0], Double(network.tensor(0).zeroPoint))
    var sum = 0.0
    for index in window.indices {
      let centred = Double(Int32(window[index]) - network.inputMeanQ9)
      let step = (centred * real(network.inputRequantizer)).rounded() + zero
      #expect(abs(Double(recorder.inputs[0][index]) - min(max(step, -128), 127)) <= 1)
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
