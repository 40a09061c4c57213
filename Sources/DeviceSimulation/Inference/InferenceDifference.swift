import EdgeRuntime

/// The first element of a network's outputs where a target departs from the host.
public struct InferenceDifference: Sendable, Equatable {
  /// From 0, in the order of the input.
  public let sample: Int
  /// From 0, in the order in memory.
  public let element: Int
  /// What the host has there.
  public let host: Int
  /// What the target has there.
  public let target: Int
  /// Samples that differ anywhere.
  public let differingSamples: Int

  /// Compares outputs for the same samples; nil where all elements are equal.
  ///
  /// - Parameter tensor: the network's output. Its elements lie little-endian in both.
  public init?(host: [UInt8], target: [UInt8], tensor: IntegerTensor) {
    precondition(host.count == target.count, "outputs are for the same samples")
    let bytes = tensor.byteCount
    let samples = stride(from: 0, to: host.count, by: bytes).filter {
      host[$0..<$0 + bytes] != target[$0..<$0 + bytes]
    }
    guard let first = samples.first,
      let byte = (first..<first + bytes).first(where: { host[$0] != target[$0] })
    else { return nil }
    sample = first / bytes
    let width = tensor.elementType.byteCount
    element = (byte - first) / width
    self.host = Self.integer(host, first + element * width, width)
    self.target = Self.integer(target, first + element * width, width)
    differingSamples = samples.count
  }

  private static func integer(_ bytes: [UInt8], _ start: Int, _ width: Int) -> Int {
    width == 1
      ? Int(Int8(bitPattern: bytes[start]))
      : Int(Int16(bitPattern: UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8))
  }
}
