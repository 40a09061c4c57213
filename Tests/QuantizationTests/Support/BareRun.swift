import EdgeRuntime

@testable import Quantization

/// The device's own code on a bare network.
enum BareRun {
  /// Elements of the last tensor, for those of the first.
  static func output(_ image: ModelImage, _ input: [Int64]) throws -> [Int64] {
    let network = try image.model().network(0)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: network.memoryBytes, alignment: 16)
    let source = Self.elements(input, network.tensor(0))
    let last = network.tensor(network.tensorCount - 1)
    let target = UnsafeMutableRawPointer.allocate(byteCount: last.byteCount, alignment: 16)
    defer { [memory, source, target].forEach { $0.deallocate() } }
    NetworkRunner(network: network, memory: memory).infer(source, into: target)
    return (0..<last.count).map { Int64(last.value(at: $0, of: target)) }
  }

  private static func elements(_ values: [Int64], _ tensor: IntegerTensor)
    -> UnsafeMutableRawPointer
  {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: tensor.byteCount, alignment: 16)
    for (index, value) in values.enumerated() {
      if tensor.elementType == .int8 {
        memory.storeBytes(of: Int8(value), toByteOffset: index, as: Int8.self)
      } else {
        memory.storeBytes(of: Int16(value), toByteOffset: 2 * index, as: Int16.self)
      }
    }
    return memory
  }
}
