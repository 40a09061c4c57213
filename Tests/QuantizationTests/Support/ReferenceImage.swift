import FloatModels

/// A place of an image.
struct Place {
  var row: Int
  var column: Int
  var channel: Int

  init(_ row: Int, _ column: Int, _ channel: Int) {
    (self.row, self.column, self.channel) = (row, column, channel)
  }

  subscript(axis: Axis) -> Int {
    get {
      switch axis {
      case .rows: row
      case .columns: column
      case .channels: channel
      }
    }
    set {
      switch axis {
      case .rows: row = newValue
      case .columns: column = newValue
      case .channels: channel = newValue
      }
    }
  }

  func index(in shape: Shape) -> Int {
    (row * shape.width + column) * shape.channels + channel
  }
}

extension Shape {
  /// All places, in the order of the elements.
  var places: [Place] {
    (0..<height).flatMap { row in
      (0..<width).flatMap { column in (0..<channels).map { Place(row, column, $0) } }
    }
  }
}

/// A sample's activation.
struct ReferenceImage {
  let shape: Shape
  let values: [Double]

  init(_ shape: Shape, _ values: [Double]) { (self.shape, self.values) = (shape, values) }

  /// nil outside.
  subscript(place: Place) -> Double? {
    guard (0..<shape.height).contains(place.row), (0..<shape.width).contains(place.column) else {
      return nil
    }
    return values[place.index(in: shape)]
  }
}
