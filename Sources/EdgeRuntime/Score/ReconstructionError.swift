/// Sums of squared errors, Q26, of consecutive outputs.
extension ReconstructionHead {
  /// Of accumulators that start at channel `first`.
  func squaredErrorQ26(
    _ accumulators: Span<Int32>, firstChannel first: Int, levelsQ9: UnsafePointer<Int16>
  ) -> Int64 {
    var sum: Int64 = 0
    var channel = first
    for index in 0..<accumulators.count {
      sum
        +%= squareQ26(
          outputQ13(accumulators[unchecked: index], channel: channel), levelsQ9[index])
      channel = channel &+ 1 == channels ? 0 : channel &+ 1
    }
    return sum
  }

  /// Of accumulators of 64 bits.
  func squaredErrorQ26(
    _ accumulators: Span<Int64>, firstChannel first: Int, levelsQ9: UnsafePointer<Int16>
  ) -> Int64 {
    var sum: Int64 = 0
    var channel = first
    for index in 0..<accumulators.count {
      sum
        +%= squareQ26(
          outputQ13(accumulators[unchecked: index], channel: channel), levelsQ9[index])
      channel = channel &+ 1 == channels ? 0 : channel &+ 1
    }
    return sum
  }

  /// Of a whole output.
  func squaredErrorQ26(
    _ output: UnsafeRawPointer, _ tensor: IntegerTensor, levelsQ9: UnsafePointer<Int16>
  ) -> Int64 {
    var sum: Int64 = 0
    for index in 0..<tensor.count {
      // |value| ≤ 2¹⁵ + 2⁷.
      let value = tensor.value(at: index, of: output) &- tensor.zeroPoint
      sum +%= squareQ26(outputQ13(value, channel: 0), levelsQ9[index])
    }
    return sum
  }

  /// Adds the squared error of each value of a whole output to its band.
  @inline(never)
  func addErrors(
    _ output: UnsafeRawPointer, _ tensor: IntegerTensor, levelsQ9: UnsafePointer<Int16>,
    to deviation: BandDeviation
  ) {
    for index in 0..<tensor.count {
      let value = tensor.value(at: index, of: output) &- tensor.zeroPoint
      deviation.add(
        squareQ26: squareQ26(outputQ13(value, channel: 0), levelsQ9[index]),
        element: firstElement &+ index)
    }
  }
}

extension IntegerTensor {
  /// Element `index` of the tensor that lies at `memory`.
  @inline(__always)
  public func value(at index: Int, of memory: UnsafeRawPointer) -> Int32 {
    elementType == .int8
      ? Int32(memory.load(fromByteOffset: index, as: Int8.self))
      : Int32(memory.load(fromByteOffset: 2 &* index, as: Int16.self))
  }
}
