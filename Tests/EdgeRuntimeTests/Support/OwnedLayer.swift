@testable import EdgeRuntime

/// A layer with arrays of its own.
final class OwnedLayer {
  let layer: IntegerLayer
  private let weights: UnsafeMutablePointer<Int8>
  private let bias: UnsafeMutablePointer<Int32>
  private let requantizers: UnsafeMutablePointer<Requantizer>
  private let scales: UnsafeMutablePointer<Float>

  init(
    _ operation: IntegerOperation, _ input: IntegerTensor, _ output: IntegerTensor,
    weights: [Int8], bias: [Int32], requantizers: [Requantizer], clamp: ClosedRange<Int32>
  ) {
    // A vector may read up to 15 bytes beyond the weights; what is there must not matter.
    self.weights = .allocate(capacity: weights.count + 15)
    self.weights.initialize(repeating: -77, count: weights.count + 15)
    self.weights.update(from: weights, count: weights.count)
    self.bias = Self.copy(bias)
    self.requantizers = Self.copy(requantizers)
    scales = Self.copy([Float](repeating: 1, count: bias.count))
    layer = IntegerLayer(
      operation: operation, inputIndex: 0, outputIndex: 1, input: input, output: output,
      weights: UnsafePointer(self.weights), weightCount: weights.count,
      bias: UnsafePointer(self.bias), requantizers: UnsafePointer(self.requantizers),
      weightScales: UnsafePointer(scales), clampMin: clamp.lowerBound, clampMax: clamp.upperBound,
      name: UnsafeRawBufferPointer(start: nil, count: 0))
  }

  deinit {
    weights.deallocate()
    bias.deallocate()
    requantizers.deallocate()
    scales.deallocate()
  }

  private static func copy<Element>(
    _ values: [Element]
  ) -> UnsafeMutablePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: values.count)
    copy.initialize(from: values, count: values.count)
    return copy
  }

  /// Accumulators by the definition.
  func definedAccumulators(_ input: [Int8]) -> [Int32] {
    var accumulators = [Int32](repeating: 0, count: layer.output.count)
    LayerDefinition.accumulate(layer, input: input, into: &accumulators)
    return accumulators
  }

  /// Output by the definition.
  func definedOutput(_ input: [Int8]) -> [Int8] {
    definedAccumulators(input).enumerated().map { index, accumulator in
      LayerDefinition.output(
        layer, accumulator: accumulator, channel: index % layer.output.channels)
    }
  }

  /// Accumulators by the kernel that production uses.
  func accumulators(_ input: [Int8]) -> [Int32] {
    var accumulators = [Int32](repeating: .min, count: layer.output.count)
    run(input) { tile, scratch in
      accumulators.withUnsafeMutableBufferPointer { buffer in
        let sink = AccumulatorSink(
          layer, accumulators: buffer.baseAddress! + layer.tile(tile).lowerBound)
        layer.compute(tile: tile, input: input, scratch: scratch, into: sink)
      }
    }
    return accumulators
  }

  /// Output by the kernel that production uses.
  func output(_ input: [Int8]) -> [Int8] {
    var output = [Int8](repeating: 0x55, count: layer.output.count)
    run(input) { tile, scratch in
      output.withUnsafeMutableBufferPointer { buffer in
        let sink = AccumulatorSink(layer, output: buffer.baseAddress! + layer.tile(tile).lowerBound)
        layer.compute(tile: tile, input: input, scratch: scratch, into: sink)
      }
    }
    return output
  }

  /// Calls `body` with every tile and scratch memory full of garbage, exactly as large as asked
  /// for, before bytes that must stay as they are.
  private func run(_ input: [Int8], _ body: (Int, UnsafeMutableRawPointer) -> Void) {
    precondition(input.count == layer.input.count)
    let guardBytes = 32
    let scratch = UnsafeMutableRawBufferPointer.allocate(
      byteCount: layer.scratchBytes + guardBytes, alignment: 16)
    defer { scratch.deallocate() }
    scratch.initializeMemory(as: UInt8.self, repeating: 0xA5)
    for tile in 0..<layer.tileCount { body(tile, scratch.baseAddress!) }
    precondition(
      scratch.suffix(guardBytes).allSatisfy { $0 == 0xA5 }, "the kernel wrote beyond its scratch")
  }
}
