import Foundation

/// Curves over an axis, and bands between two curves, as SVG.
struct LineChart {
  /// A curve, or the area between two.
  struct Series {
    /// For the style sheet: `own`, `normal`.
    var name: String
    var upper: [Double]
    /// The lower edge of an area; nil draws a line.
    var lower: [Double]?
  }

  let title: String
  let series: [Series]
  /// Of the values that are shown.
  let range: ClosedRange<Double>
  /// What is at the left and right end.
  let horizontal: (String, String)
  let unit: String

  private static let width = 640.0
  private static let height = 160.0

  var html: String {
    let shapes = series.map { series in
      let line = points(series.upper)
      guard let lower = series.lower else {
        return "<polyline class=\"\(series.name)\" points=\"\(line.joined(separator: " "))\"/>"
      }
      let area = (line + points(lower).reversed()).joined(separator: " ")
      return "<polygon class=\"\(series.name)\" points=\"\(area)\"/>"
    }
    let (low, high) = (Self.figure(range.lowerBound), Self.figure(range.upperBound))
    return """
      <figure><figcaption>\(HTML.text(title)) <small>\(HTML.text(unit))</small></figcaption>
      <div class="map"><span class="top">\(high)</span><span class="bottom">\(low)</span>\
      <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" preserveAspectRatio="none" \
      role="img" aria-label="\(HTML.text(title))">\(shapes.joined())</svg></div>
      <div class="time"><span>\(HTML.text(horizontal.0))</span>\
      <span>\(HTML.text(horizontal.1))</span></div></figure>
      """
  }

  private func points(_ values: [Double]) -> [String] {
    let span = max(range.upperBound - range.lowerBound, 1e-12)
    return values.enumerated().map { index, value in
      let x = Self.width * (Double(index) + 0.5) / Double(values.count)
      let place = min(max((value - range.lowerBound) / span, 0), 1)
      return String(format: "%.1f,%.1f", x, Self.height * (1 - place))
    }
  }

  private static func figure(_ value: Double) -> String { String(format: "%.3g", value) }
}
