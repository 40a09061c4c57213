/// Shape, number format and place of an activation.
public struct IntegerTensor: Sendable {
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// The fastest axis.
  public let channels: Int
  /// What an element is.
  public let elementType: ModelFile.ElementType
  /// Real value of one step.
  public let scale: Float
  /// In -128…127, 0 for int16; the integer that stands for 0.
  public let zeroPoint: Int32
  /// Bytes from the start of the network's memory; nil for a tensor that exists only as
  /// accumulators.
  public let arenaOffset: Int?

  /// Number of elements.
  public var count: Int { height * width * channels }

  /// Number of bytes.
  public var byteCount: Int { count * elementType.byteCount }

  /// A tensor as it stands.
  public init(
    height: Int, width: Int, channels: Int, elementType: ModelFile.ElementType = .int8,
    scale: Float, zeroPoint: Int32, arenaOffset: Int?
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.elementType = elementType
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.arenaOffset = arenaOffset
  }
}
