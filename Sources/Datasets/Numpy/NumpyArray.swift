/// An array of numbers as NumPy stores it in a `.npy` file, elements in C order (last index
/// fastest).
public struct NumpyArray: Sendable, Equatable {
  /// Lengths of the axes; empty for a single number.
  public var shape: [Int]
  /// As many as the shape's product.
  public var elements: Elements

  /// Elements in the type they were stored in.
  public enum Elements: Sendable, Equatable {
    case int8([Int8])
    /// Booleans too.
    case uint8([UInt8])
    case int16([Int16])
    case uint16([UInt16])
    case int32([Int32])
    case uint32([UInt32])
    case int64([Int64])
    case float32([Float])
    case float64([Double])

    /// Number of elements.
    public var count: Int {
      switch self {
      case .int8(let values): values.count
      case .uint8(let values): values.count
      case .int16(let values): values.count
      case .uint16(let values): values.count
      case .int32(let values): values.count
      case .uint32(let values): values.count
      case .int64(let values): values.count
      case .float32(let values): values.count
      case .float64(let values): values.count
      }
    }
  }

  /// - Precondition: as many elements as the shape's product.
  public init(shape: [Int], elements: Elements) {
    precondition(shape.reduce(1, *) == elements.count, "the shape does not hold the elements")
    self.shape = shape
    self.elements = elements
  }

  /// All elements as Double; Int64 beyond ±2⁵³ are rounded.
  public var doubles: [Double] {
    switch elements {
    case .int8(let values): values.map(Double.init)
    case .uint8(let values): values.map(Double.init)
    case .int16(let values): values.map(Double.init)
    case .uint16(let values): values.map(Double.init)
    case .int32(let values): values.map(Double.init)
    case .uint32(let values): values.map(Double.init)
    case .int64(let values): values.map(Double.init)
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    }
  }
}
