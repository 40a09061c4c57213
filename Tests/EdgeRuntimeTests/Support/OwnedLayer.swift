@testable import EdgeRuntime

/// A layer with arrays of its own.
final class OwnedLayer {
  /// What a layer has besides its tensors; as integers, whatever they are stored as.
  struct Contents {
    var weights: [Int] = []
    var weightType = ModelFile.ArrayType.none
    var bias: [Int64] = []
    var isWide = false
    var requantizers: [Requantizer] = []
    var clamp: ClosedRange<Int32> = Int32.min...Int32.max
  }

  let layer: IntegerLayer
  private let weights: UnsafeMutableRawBufferPointer
  private let bias: UnsafeMutableRawBufferPointer
  private let requantizers: UnsafeMutablePointer<Requantizer>
  private let scales: UnsafeMutablePointer<Float>
  private let sums: UnsafeMutablePointer<Int32>

  init(
    _ operation: IntegerOperation, _ inputs: [IntegerTensor], _ output: IntegerTensor,
    _ contents: Contents
  ) {
    // A vector may read up to 15 bytes beyond the weights; what is there must not matter.
    weights = .copy(contents.weightType.bytes(contents.weights) + .init(repeating: 0xB3, count: 15))
    let biasType: ModelFile.ArrayType = contents.isWide ? .int64 : .int32
    bias = .copy(biasType.bytes(contents.bias.map { Int($0) }))
    requantizers = .allocate(capacity: contents.requantizers.count)
    requantizers.initialize(from: contents.requantizers, count: contents.requantizers.count)
    scales = .allocate(capacity: output.channels)
    scales.initialize(repeating: 1, count: output.channels)
    sums = .allocate(capacity: output.channels)
    let length = contents.weights.count / output.channels
    for channel in 0..<output.channels {
      let row = contents.weights[channel * length..<(channel + 1) * length]
      (sums + channel).initialize(to: Int32(truncatingIfNeeded: row.reduce(0, +)))
    }
    let range = output.elementType.range
    layer = IntegerLayer(
      operation: operation, inputCount: inputs.count, inputIndices: .init(repeating: 0),
      outputIndex: 1, input: inputs[0],
      otherInputs: .init { inputs[$0 + 1 < inputs.count ? $0 + 1 : 0] }, output: output,
      weightType: contents.weightType, weights: UnsafeRawPointer(weights.baseAddress!),
      weightCount: contents.weights.count,
      biasType: contents.bias.isEmpty ? .none : biasType,
      bias: UnsafeRawPointer(bias.baseAddress!), requantizers: UnsafePointer(requantizers),
      weightScales: UnsafePointer(scales), weightSums: UnsafePointer(sums),
      clampMin: max(contents.clamp.lowerBound, Int32(range.lowerBound)),
      clampMax: min(contents.clamp.upperBound, Int32(range.upperBound)),
      name: UnsafeRawBufferPointer(start: nil, count: 0))
  }

  deinit {
    weights.deallocate()
    bias.deallocate()
    requantizers.deallocate()
    scales.deallocate()
    sums.deallocate()
  }

  /// Accumulators by the definition.
  func definedSums(_ inputs: [[Int]]) -> [Int64] {
    var sums = [Int64](repeating: 0, count: layer.output.count)
    withMemory(of: inputs) { LayerDefinition.accumulate(layer, input: $0[0], into: &sums) }
    return sums
  }

  /// Output by the definition.
  func definedOutput(_ inputs: [[Int]]) -> [Int] {
    withOutput { output in
      withMemory(of: inputs) { LayerDefinition.compute(layer, inputs: $0, into: output) }
    }
  }

  /// Accumulators by the kernel that production uses.
  func sums(_ inputs: [[Int]]) -> [Int64] {
    let type: ModelFile.ArrayType = layer.hasWideAccumulators ? .int64 : .int32
    let width = Int(type.byteCount(1))
    let sums = UnsafeMutableRawBufferPointer.guarded(width * layer.output.count)
    defer { sums.deallocate() }
    withMemory(of: inputs) { inputs in
      withScratch { scratch in
        for tile in 0..<layer.tileCount {
          let place = sums.baseAddress! + width * layer.tile(tile).lowerBound
          layer.compute(
            tiles: tile..<tile + 1, input: inputs[0], scratch: scratch,
            into: AccumulatorSink(layer, accumulators: place))
        }
      }
    }
    sums.checkGuard()
    return (0..<layer.output.count).map { index in
      layer.hasWideAccumulators
        ? sums.load(fromByteOffset: 8 * index, as: Int64.self)
        : Int64(sums.load(fromByteOffset: 4 * index, as: Int32.self))
    }
  }

  /// Output by the kernel that production uses.
  func output(_ inputs: [[Int]]) -> [Int] {
    withOutput { output in
      withMemory(of: inputs) { inputs in
        withScratch { layer.compute(inputs: inputs, scratch: $0, into: output) }
      }
    }
  }

  private func withOutput(_ body: (UnsafeMutableRawPointer) -> Void) -> [Int] {
    let memory = UnsafeMutableRawBufferPointer.guarded(layer.output.byteCount)
    defer { memory.deallocate() }
    body(memory.baseAddress!)
    memory.checkGuard()
    return (0..<layer.output.count).map {
      Int(layer.output.value(at: $0, of: UnsafeRawPointer(memory.baseAddress!)))
    }
  }

  /// Calls `body` with the inputs, each in memory exactly as large as it is.
  private func withMemory(of inputs: [[Int]], _ body: (LayerInputs) -> Void) {
    let memories = zip(0..., inputs).map { number, values in
      precondition(values.count == layer.input(number).count)
      let type: ModelFile.ArrayType =
        layer.input(number).elementType == .int8 ? .int8 : .int16
      return UnsafeMutableRawBufferPointer.copy(type.bytes(values))
    }
    defer { for memory in memories { memory.deallocate() } }
    body(.init { UnsafeRawPointer(memories[min($0, memories.count - 1)].baseAddress!) })
  }

  /// Calls `body` with scratch memory full of garbage, exactly as large as asked for.
  private func withScratch(_ body: (UnsafeMutableRawPointer) -> Void) {
    let scratch = UnsafeMutableRawBufferPointer.guarded(layer.scratchBytes)
    defer { scratch.deallocate() }
    body(scratch.baseAddress!)
    scratch.checkGuard()
  }
}

extension ModelFile.ArrayType {
  /// The bytes of numbers, little-endian, as a model file has them.
  func bytes(_ numbers: [Int]) -> [UInt8] {
    if self == .int4 {
      return stride(from: 0, to: numbers.count, by: 2).map { index in
        let next = index + 1 < numbers.count ? numbers[index + 1] : -3
        return UInt8(numbers[index] & 15 | (next & 15) << 4)
      }
    }
    let width = Int(byteCount(1))
    return numbers.flatMap { number in
      (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  private static var guardBytes: Int { 32 }

  static func copy(_ bytes: [UInt8]) -> UnsafeMutableRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Swift.max(bytes.count, 1), alignment: 16)
    copy.copyBytes(from: bytes)
    return copy
  }

  /// So many bytes of garbage, aligned to 16, before bytes that must stay as they are.
  static func guarded(_ count: Int) -> UnsafeMutableRawBufferPointer {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: count + guardBytes, alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
    return memory
  }

  func checkGuard() {
    precondition(
      suffix(Self.guardBytes).allSatisfy { $0 == 0xA5 }, "the kernel wrote beyond its memory")
  }
}
