/// Rows and columns along the four sides of an image.
public struct Edges: Sendable, Hashable {
  /// Rows before the first.
  public var top: Int
  /// Rows behind the last.
  public var bottom: Int
  /// Columns before the first.
  public var left: Int
  /// Columns behind the last.
  public var right: Int

  /// The given number on each side.
  public init(top: Int, bottom: Int, left: Int, right: Int) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }
}
