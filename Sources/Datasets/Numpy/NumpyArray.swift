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

    /// As NumPy calls the type.
    public var typeName: String {
      switch self {
      case .int8: "int8"
      case .uint8: "uint8"
      case .int16: "int16"
      case .uint16: "uint16"
      case .int32: "int32"
      case .uint32: "uint32"
      case .int64: "int64"
      case .float32: "float32"
      case .float64: "float64"
      }
    }

    /// The first so many.
    func prefix(_ count: Int) -> Elements {
      switch self {
      case .int8(let values): .int8(Array(values.prefix(count)))
      case .uint8(let values): .uint8(Array(values.prefix(count)))
      case .int16(let values): .int16(Array(values.prefix(count)))
      case .uint16(let values): .uint16(Array(values.prefix(count)))
      case .int32(let values): .int32(Array(values.prefix(count)))
      case .uint32(let values): .uint32(Array(values.prefix(count)))
      case .int64(let values): .int64(Array(values.prefix(count)))
      case .float32(let values): .float32(Array(values.prefix(count)))
      case .float64(let values): .float64(Array(values.prefix(count)))
      }
    }

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

  /// The first so many along the first axis, or all where there are fewer.
  ///
  /// - Precondition: there is an axis, and `count` is not negative.
  public func prefix(_ count: Int) -> NumpyArray {
    precondition(!shape.isEmpty && count >= 0, "an array of axes has a first one")
    let kept = min(count, shape[0])
    let axes = [kept] + shape.dropFirst()
    return NumpyArray(shape: axes, elements: elements.prefix(axes.reduce(1, *)))
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
