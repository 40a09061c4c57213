/// One integer layer, its arrays read in place.
public struct IntegerLayer {
  /// What it computes.
  public let operation: IntegerOperation
  /// How many tensors it reads, 1…4.
  public let inputCount: Int
  /// Indices of the tensors it reads; 0 beyond `inputCount`.
  public let inputIndices: InlineArray<4, Int>
  /// Index of its output tensor.
  public let outputIndex: Int
  /// The only, or first, tensor it reads.
  public let input: IntegerTensor
  /// The others; the first one again beyond `inputCount`.
  let otherInputs: InlineArray<3, IntegerTensor>
  /// Its output.
  public let output: IntegerTensor
  /// What its weights, or the entries of its table, are.
  public let weightType: ModelFile.ArrayType
  /// In -7…7, -127…127 or -32767…32767 by their type. At least 15 bytes after the last one can be
  /// read (a kernel's vectors do).
  public let weights: UnsafeRawPointer
  /// Number of weights.
  public let weightCount: Int
  /// int32 or int64, for the accumulators too; none where there are no weights.
  public let biasType: ModelFile.ArrayType
  /// One an output channel, at scale `input.scale · weightScales[c]`.
  public let bias: UnsafeRawPointer
  /// One an output channel, or as many as the operation has.
  public let requantizers: UnsafePointer<Requantizer>
  /// One an output channel: real value of one weight step.
  public let weightScales: UnsafePointer<Float>
  /// One an output channel, where `hasWeightSums`: the sum of its weights, from which the share of the
  /// input's zero point in an accumulator follows.
  public let weightSums: UnsafePointer<Int32>
  /// Smallest output.
  public let clampMin: Int32
  /// Largest output.
  public let clampMax: Int32
  /// UTF-8, the name of the float node it came from.
  public let name: UnsafeRawBufferPointer

  /// Tensor `number` of those it reads; the first one again beyond `inputCount`.
  public func input(_ number: Int) -> IntegerTensor {
    number == 0 ? input : otherInputs[number &- 1]
  }

  /// Whether sums are kept in 64 bits.
  public var hasWideAccumulators: Bool { biasType == .int64 }

  /// Whether the file holds the sum of each channel's weights: where bytes are multiplied as they are,
  /// all weights of a channel for each output, and accumulators have 32 bits.
  public var hasWeightSums: Bool {
    operation.multipliesWholeRows && input.elementType == .int8 && biasType == .int32
  }

  /// Number of requantizers.
  public var requantizerCount: Int {
    operation.requantizerCount(channels: output.channels, output.elementType)
  }

  /// Weights of an output channel of a linear layer.
  public var weightsPerChannel: Int { weightCount / output.channels }

  /// The bias of an output channel.
  @inline(__always)
  public func bias(_ channel: Int) -> Int64 {
    hasWideAccumulators
      ? bias.load(fromByteOffset: 8 &* channel, as: Int64.self)
      : Int64(widening: bias.load(fromByteOffset: 4 &* channel, as: Int32.self))
  }

  /// Weight `index` in the order of the file.
  @inline(__always)
  public func weight(_ index: Int) -> Int32 {
    switch weightType {
    case .int16: Int32(weights.load(fromByteOffset: 2 &* index, as: Int16.self))
    case .int4:
      // The lower half first: the wanted half goes to the top of a byte and comes down signed.
      Int32(
        Int8(
          bitPattern: weights.load(fromByteOffset: index &>> 1, as: UInt8.self)
            &<< (index & 1 == 0 ? 4 : 0)) &>> 4)
    default: Int32(weights.load(fromByteOffset: index, as: Int8.self))
    }
  }

  /// Weight `position`, in 0 ..< `weightsPerChannel`, of an output channel.
  @inline(__always)
  public func weight(channel: Int, _ position: Int) -> Int32 {
    if case .depthwiseConvolution = operation {
      return weight(position &* output.channels &+ channel)
    }
    return weight(channel &* weightsPerChannel &+ position)
  }
}
