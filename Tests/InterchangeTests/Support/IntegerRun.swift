import EdgeRuntime
import Quantization

/// A bare integer network on the device's own kernels, by way of a model file.
struct IntegerRun {
  private let image: ModelImage
  let network: IntegerNetwork

  init(_ contents: NetworkContents) throws {
    let file = try ModelWriter.write(ModelContents(bare: contents, metadata: "{}"))
    image = ModelImage(file)
    network = try image.model().network(0)
  }

  /// The output for one input, both as integers of the tensors' types.
  func output(_ input: [Int]) -> [Int] {
    let (first, last) = (network.tensor(0), network.tensor(network.tensorCount - 1))
    precondition(input.count == first.count)
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: network.memoryBytes, alignment: 16)
    let source = UnsafeMutableRawBufferPointer.allocate(byteCount: first.byteCount, alignment: 16)
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: last.byteCount, alignment: 16)
    defer { for buffer in [memory, source, target] { buffer.deallocate() } }
    guard let work = memory.baseAddress, let from = source.baseAddress, let to = target.baseAddress
    else { return [] }
    for (index, value) in input.enumerated() {
      if first.elementType == .int8 {
        source.storeBytes(of: Int8(value), toByteOffset: index, as: Int8.self)
      } else {
        source.storeBytes(of: Int16(value), toByteOffset: 2 * index, as: Int16.self)
      }
    }
    NetworkRunner(network: network, memory: work).infer(UnsafeRawPointer(from), into: to)
    return (0..<last.count).map { index in
      last.elementType == .int8
        ? Int(target.load(fromByteOffset: index, as: Int8.self))
        : Int(target.load(fromByteOffset: 2 * index, as: Int16.self))
    }
  }
}
