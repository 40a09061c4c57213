import EdgeRuntime

/// Applies a model's first network to raw inputs, one after the other: its input's integers in, its
/// output's integers out, and nothing of front end and score head. The workstation's reference and
/// the device's program are this same code.
///
/// The first two marks have the check of the model between them, each further two the inference of
/// a sample.
public struct InferenceRun<Sink: TraceSink> {
  private let sink: Sink

  /// A run that writes each sample's output to `sink` as it is computed.
  public init(_ sink: Sink) { self.sink = sink }

  /// Bytes of memory that a run needs beside the model: the network's own, one input, one output.
  public static func memoryBytes(_ model: Model) -> Int {
    let network = model.network(0)
    return outputOffset(network) &+ network.tensor(network.tensorCount &- 1).byteCount
  }

  /// The network's memory comes first. Its bytes and those of a tensor are at most 2²⁶ each.
  private static func inputOffset(_ network: IntegerNetwork) -> Int { aligned(network.memoryBytes) }

  private static func outputOffset(_ network: IntegerNetwork) -> Int {
    inputOffset(network) &+ aligned(network.tensor(0).byteCount)
  }

  private static func aligned(_ bytes: Int) -> Int { (bytes &+ 15) & ~15 }

  /// Runs the network on the input from its start to its end.
  ///
  /// - Parameters:
  ///   - file: the model's bytes, aligned to 64.
  ///   - memory: `memoryBytes`, aligned to 16.
  ///   - source: samples, each the elements of tensor 0, int8 or little-endian int16.
  /// - Returns: false where the source ended within a sample; the whole ones before it were run.
  /// - Throws: where the bytes are no model or the memory does not suffice.
  public func run(
    model file: UnsafeRawBufferPointer, memory: UnsafeMutableRawBufferPointer,
    source: some TraceSource
  ) throws(ModelError) -> Bool {
    sink.mark()
    let model = try Model(bytes: file)
    sink.mark()
    let needed = Self.memoryBytes(model)
    guard memory.count >= needed, let base = memory.baseAddress else {
      throw ModelError(
        .memory, "bytes of the network's memory, its input and its output", offset: 0,
        found: Int64(widening: memory.count),
        allowed: Int64(widening: needed)...Int64(widening: Int32.max))
    }
    return infer(model.network(0), base, source)
  }

  private func infer(
    _ network: IntegerNetwork, _ base: UnsafeMutableRawPointer, _ source: some TraceSource
  ) -> Bool {
    let runner = NetworkRunner(network: network, memory: base)
    let input = UnsafeMutableRawBufferPointer(
      start: base + Self.inputOffset(network), count: network.tensor(0).byteCount)
    let output = UnsafeMutableRawBufferPointer(
      start: base + Self.outputOffset(network),
      count: network.tensor(network.tensorCount &- 1).byteCount)
    guard let from = input.baseAddress, let to = output.baseAddress else { return false }
    while true {
      let count = source.read(into: input)
      guard count == input.count else { return count == 0 }
      sink.mark()
      runner.infer(from, into: to)
      sink.mark()
      sink.write(UnsafeRawBufferPointer(output))
    }
  }
}
