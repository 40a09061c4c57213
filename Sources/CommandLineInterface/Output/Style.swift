/// Marks of emphasis, which vanish where colour is not wanted.
public struct Style: Sendable {
  /// Whether the marks are written.
  public let isColored: Bool

  /// A style with or without marks.
  public init(isColored: Bool) {
    self.isColored = isColored
  }

  /// Headings and the figures that count.
  public func bold(_ text: String) -> String { mark(text, 1) }
  /// Side remarks.
  public func dim(_ text: String) -> String { mark(text, 2) }
  /// Kept limits.
  public func green(_ text: String) -> String { mark(text, 32) }
  /// Missed limits.
  public func red(_ text: String) -> String { mark(text, 31) }
  /// Warnings.
  public func yellow(_ text: String) -> String { mark(text, 33) }

  private func mark(_ text: String, _ code: Int) -> String {
    isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
