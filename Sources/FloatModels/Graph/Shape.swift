/// Shape of one sample's activation, NHWC without the batch axis.
public struct Shape: Sendable, Hashable {
  /// Rows; in a log-mel image, frames.
  public var height: Int
  /// Columns; in a log-mel image, bands.
  public var width: Int
  /// Values at each position, contiguous.
  public var channels: Int

  /// A shape of the given sizes.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// A vector of `count` elements: `1 × 1 × count`.
  public init(vector count: Int) { self.init(height: 1, width: 1, channels: count) }

  /// Number of elements.
  public var count: Int { height * width * channels }

  /// The size along an axis.
  public subscript(axis: Axis) -> Int {
    get {
      switch axis {
      case .rows: height
      case .columns: width
      case .channels: channels
      }
    }
    set {
      switch axis {
      case .rows: height = newValue
      case .columns: width = newValue
      case .channels: channels = newValue
      }
    }
  }
}
