/// Shape, number format and place of an int8 activation.
public struct IntegerTensor: Sendable {
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// The fastest axis.
  public let channels: Int
  /// Real value of one step.
  public let scale: Float
  /// In -128…127; the integer that stands for 0.
  public let zeroPoint: Int32
  /// Bytes from the start of the network's memory; nil for a tensor that exists only as
  /// accumulators.
  public let arenaOffset: Int?

  /// Number of elements, which is its number of bytes.
  public var count: Int { height * width * channels }

  /// A tensor as it stands.
  public init(
    height: Int, width: Int, channels: Int, scale: Float, zeroPoint: Int32, arenaOffset: Int?
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.arenaOffset = arenaOffset
  }
}

/// Size and placement of a convolution's kernel.
public struct KernelGeometry: Sendable, Equatable {
  /// 1…64.
  public let height: Int
  /// 1…64.
  public let width: Int
  /// 1…16, in both directions.
  public let stride: Int
  /// Rows of padding above the input, fewer than `height`.
  public let padTop: Int
  /// Columns of padding left of the input, fewer than `width`.
  public let padLeft: Int

  /// A geometry as it stands.
  public init(height: Int, width: Int, stride: Int, padTop: Int, padLeft: Int) {
    self.height = height
    self.width = width
    self.stride = stride
    self.padTop = padTop
    self.padLeft = padLeft
  }
}

/// What an integer layer computes.
public enum IntegerOperation: Sendable, Equatable {
  /// `weights` are units × inputs.
  case fullyConnected
  /// `weights` are filters × kernel height × kernel width × channels.
  case convolution(KernelGeometry)
  /// `weights` are filters × kernel height × kernel width × channels; no input is multiplied by
  /// the zeros that a stride puts between its elements.
  case transposedConvolution(KernelGeometry)
}

/// One integer layer, its arrays read in place.
public struct IntegerLayer {
  /// What it computes.
  public let operation: IntegerOperation
  /// Index of its input tensor.
  public let inputIndex: Int
  /// Index of its output tensor.
  public let outputIndex: Int
  /// Its input.
  public let input: IntegerTensor
  /// Its output.
  public let output: IntegerTensor
  /// In -127…127. At least 15 bytes after the last one can be read (a kernel's vectors do).
  public let weights: UnsafePointer<Int8>
  /// Number of weights.
  public let weightCount: Int
  /// One an output channel, at scale `input.scale · weightScales[c]`.
  public let bias: UnsafePointer<Int32>
  /// One an output channel.
  public let requantizers: UnsafePointer<Requantizer>
  /// One an output channel: real value of one weight step.
  public let weightScales: UnsafePointer<Float>
  /// Smallest output.
  public let clampMin: Int32
  /// Largest output.
  public let clampMax: Int32
  /// UTF-8, the name of the float node it came from.
  public let name: UnsafeRawBufferPointer
}
