import DeviceTrace
import EdgeRuntime
import Quantization

/// Applies a model's first network on this workstation: the reference of every target.
public struct HostInference: Sendable {
  private let image: ModelImage

  /// Inferences of a model that `ModelImage.model()` accepts.
  public init(_ image: ModelImage) { self.image = image }

  /// Bytes of memory that the network, an input and an output need.
  static func memoryBytes(_ model: Model) -> Int { InferenceRun<MemorySink>.memoryBytes(model) }

  /// The outputs for some samples.
  ///
  /// - Parameters:
  ///   - input: the integers of whole samples, little-endian, one sample after the other.
  ///   - progress: told how many samples are done.
  ///   - shouldStop: asked before each sample.
  /// - Returns: the integers of the outputs, little-endian.
  /// - Throws: `CancellationError` where it was stopped, `ModelError` for a bad model.
  public func outputs(
    _ input: [UInt8], progress: @escaping (Int) -> Void = { _ in },
    shouldStop: @escaping () -> Bool = { false }
  ) throws -> [UInt8] {
    let model = try image.model()
    let inputBytes = model.network(0).tensor(0).byteCount
    precondition(input.count.isMultiple(of: inputBytes), "samples are whole")
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.memoryBytes(model), alignment: 16)
    defer { memory.deallocate() }
    let sink = MemorySink()
    let source = MemorySource(input) { position in
      progress(position / inputBytes)
      return !shouldStop()
    }
    _ = try InferenceRun(sink).run(model: image.bytes, memory: memory, source: source)
    guard source.position == input.count else { throw CancellationError() }
    return sink.bytes
  }
}
