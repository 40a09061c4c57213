/// Text as HTML.
enum HTML {
  /// Whatever a name holds, it stays text, in attributes too.
  static func text(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
