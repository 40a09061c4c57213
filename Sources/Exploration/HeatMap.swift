import Foundation

/// Levels over time as a picture: time to the right, bands upwards, dark blue low and bright yellow
/// high.
struct HeatMap {
  private let image: PNGImage
  private let range: ClosedRange<Double>

  private static let mostColumns = 640
  private static let mostRows = 256

  /// - Parameters:
  ///   - levels: `frames × bands`, dB, of at least one frame.
  ///   - range: of the colours; levels beyond have the colour of its end.
  init(_ levels: [Double], bands: Int, range: ClosedRange<Double>) {
    let frames = levels.count / bands
    let (width, height) = (min(frames, Self.mostColumns), min(bands, Self.mostRows))
    var pixels = [UInt8](repeating: 0, count: width * height)
    let span = max(range.upperBound - range.lowerBound, 1e-9)
    for row in 0..<height {
      for column in 0..<width {
        // Of what shares a pixel the loudest is shown: lines and clicks stay.
        var level = -Double.infinity
        for frame in column * frames / width..<(column + 1) * frames / width {
          for band in row * bands / height..<(row + 1) * bands / height {
            level = max(level, levels[frame * bands + band])
          }
        }
        let place = min(max((level - range.lowerBound) / span, 0), 1)
        pixels[(height - 1 - row) * width + column] = UInt8(place * 255)
      }
    }
    image = PNGImage(width: width, height: height, palette: Self.palette, pixels: pixels)
    self.range = range
  }

  /// A figure with what its axes are.
  ///
  /// - Parameters:
  ///   - vertical: what is at the bottom and at the top.
  func html(title: String, seconds: Double?, vertical: (String, String)) -> String {
    let time = seconds.map { String(format: "%.3g s", $0) } ?? "\(image.width) frames"
    let colours = String(format: "%.0f … %.0f dB", range.lowerBound, range.upperBound)
    return """
      <figure><figcaption>\(HTML.text(title)) <small>\(colours)</small></figcaption>
      <div class="map"><span class="top">\(HTML.text(vertical.1))</span>\
      <span class="bottom">\(HTML.text(vertical.0))</span>\
      <img alt="\(HTML.text(title))" src="\(image.dataURL)"></div>
      <div class="time"><span>0</span><span>\(time)</span></div></figure>
      """
  }

  /// From colour to colour in straight lines, ever brighter.
  private static let palette: [(UInt8, UInt8, UInt8)] = {
    let stops: [(Double, Double, Double)] = [
      (12, 14, 46), (58, 22, 110), (150, 36, 105), (222, 80, 60), (250, 165, 50), (252, 250, 190),
    ]
    return (0..<256).map { index in
      let place = Double(index) / 255 * Double(stops.count - 1)
      let below = min(Int(place), stops.count - 2)
      let (low, high, part) = (stops[below], stops[below + 1], place - Double(below))
      func mixed(_ a: Double, _ b: Double) -> UInt8 { UInt8((a + (b - a) * part).rounded()) }
      return (mixed(low.0, high.0), mixed(low.1, high.1), mixed(low.2, high.2))
    }
  }()
}
