import Evaluation
import Features
import Foundation

/// Clips side by side as one page of HTML that needs nothing else: waveform, power spectral density,
/// spectrogram, mel spectrogram, pitch classes, levels by band, and the nearest normal clip.
public struct ExplorationPage: Sendable {
  /// Clips of a machine, and what is normal for it.
  public struct Group: Sendable {
    /// As the page heads it.
    public var title: String
    /// Normal ones first.
    public var clips: [ExploredClip]
    /// nil where there is nothing to compare with.
    public var normal: NormalRange?

    /// Clips to be looked at together.
    public init(title: String, clips: [ExploredClip], normal: NormalRange?) {
      self.title = title
      self.clips = clips
      self.normal = normal
    }
  }

  private let title: String
  private let groups: [Group]

  /// - Parameter groups: at least one clip each.
  public init(title: String, groups: [Group]) {
    self.title = title
    self.groups = groups
  }

  /// The page.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(HTML.text(title))</title>
    <style>\(Self.style)</style></head><body>
    <h1>\(HTML.text(title))</h1>
    <p>Clips of a machine stand side by side on the same scales. Levels of spectra are relative to a \
    tone of full scale, those of mel bands are as detectors are given them. The grey areas are where the means of its normal training clips lie.</p>
    \(groups.map(Self.section).joined(separator: "\n"))
    </body></html>

    """
  }

  private static func section(_ group: Group) -> String {
    let scales = Scales(group)
    let cards = group.clips.map { card($0, group.normal, scales) }
    return """
      <section><h2>\(HTML.text(group.title))</h2>
      <div class="clips">\(cards.joined(separator: "\n"))</div></section>
      """
  }

  /// What the clips of a group share, so that they can be compared.
  private struct Scales {
    var amplitude = 0.0
    var density: ClosedRange<Double>
    var spectrogram: ClosedRange<Double>
    var mel: ClosedRange<Double>
    var bands: ClosedRange<Double>

    init(_ group: Group) {
      let sounds = group.clips.compactMap(\.sound)
      amplitude = sounds.flatMap { $0.samples.lazy.map { abs(Double($0)) / 32768 } }.max() ?? 0
      density = Self.range(sounds.flatMap { Self.levels($0.spectrogram.density) }, from: 0)
      spectrogram = Self.range(
        sounds.flatMap { ExplorationPage.levels(of: $0.spectrogram) }, from: 0.05)
      mel = Self.range(group.clips.flatMap(\.mel), from: 0.02)
      let edges = group.normal?.edges.map { $0.lower + $0.upper } ?? []
      bands = Self.range(
        edges + group.clips.flatMap { $0.bandQuantiles(0.05) + $0.bandQuantiles(0.95) }, from: 0)
    }

    static func levels(_ power: [Double]) -> [Double] {
      Decibels.fromPower(power, smallest: ExploredClip.leastPower * 1e-2, range: nil)
    }

    /// From a low quantile to the highest.
    private static func range(_ values: [Double], from part: Double) -> ClosedRange<Double> {
      let sorted = values.sorted()
      guard let last = sorted.last else { return 0...1 }
      let low = Percentile.value(part, ofSorted: sorted)
      return low < last ? low...last : low - 1...low + 1
    }
  }

  /// Levels of a spectrogram relative to a tone of full scale, dB.
  static func levels(of spectrogram: PowerSpectrogram) -> [Double] {
    // The Hann window's sum is half a frame; a tone's amplitude halves between its two bins.
    let tone = Double(spectrogram.frameLength) / 4
    return Decibels.fromPower(
      spectrogram.power, reference: tone * tone, smallest: ExploredClip.leastPower, range: nil)
  }

  private static func card(
    _ clip: ExploredClip, _ normal: NormalRange?, _ scales: Scales
  ) -> String {
    let top = clip.sound.map { hertz(Double($0.rate) / 2) } ?? "band \(clip.bands)"
    let bottom = clip.sound == nil ? "band 1" : "0 Hz"
    var figures: [String] = []
    if let sound = clip.sound {
      figures += soundFigures(sound, scales, bottom: bottom, top: top)
    }
    figures.append(
      HeatMap(clip.mel, bands: clip.bands, range: scales.mel)
        .html(
          title: "Mel spectrogram", seconds: clip.sound?.seconds, vertical: (bottom, top)))
    figures.append(levels(clip, normal, scales, bottom: bottom, top: top))
    let nearest = normal?.nearest(to: clip).map {
      "<p>Nearest normal clip: \(HTML.text($0.name)), \(String(format: "%.2f", $0.decibels)) dB away "
        + "(root mean square over bands of the mean levels)</p>"
    }
    let label = clip.label.map { "<span class=\"\($0)\">\($0)</span> " } ?? ""
    return "<article><h3>\(label)\(HTML.text(clip.name))</h3>\n"
      + (figures + [nearest ?? ""]).joined(separator: "\n") + "</article>"
  }

  private static func soundFigures(
    _ sound: ExploredClip.Sound, _ scales: Scales, bottom: String, top: String
  ) -> [String] {
    let spectrogram = sound.spectrogram
    let density = LineChart(
      title: "Power spectral density",
      series: [.init(name: "own", upper: Scales.levels(spectrogram.density))],
      range: scales.density, horizontal: (bottom, top), unit: "dB of full scale² per Hz")
    let chroma = relative(spectrogram.chroma, classes: 12)
    return [
      waveform(sound, scales), density.html,
      HeatMap(
        levels(of: spectrogram), bands: spectrogram.bins, range: scales.spectrogram
      ).html(title: "Spectrogram", seconds: sound.seconds, vertical: (bottom, top)),
      HeatMap(chroma, bands: 12, range: -20...0)
        .html(title: "Pitch classes", seconds: sound.seconds, vertical: ("C", "B")),
    ]
  }

  /// Smallest and largest sample of each of some hundred parts.
  private static func waveform(_ sound: ExploredClip.Sound, _ scales: Scales) -> String {
    let parts = min(sound.samples.count, 640)
    let extremes = (0..<parts).map { part in
      let range = part * sound.samples.count / parts..<(part + 1) * sound.samples.count / parts
      let own = sound.samples[range]
      return (Double(own.min() ?? 0) / 32768, Double(own.max() ?? 0) / 32768)
    }
    let amplitude = max(scales.amplitude, 1.0 / 32768)
    return LineChart(
      title: "Waveform",
      series: [.init(name: "own", upper: extremes.map(\.1), lower: extremes.map(\.0))],
      range: -amplitude...amplitude,
      horizontal: ("0", String(format: "%.3g s", sound.seconds)), unit: "of full scale"
    ).html
  }

  private static func levels(
    _ clip: ExploredClip, _ normal: NormalRange?, _ scales: Scales, bottom: String, top: String
  ) -> String {
    var series: [LineChart.Series] = []
    if let edges = normal?.edges, edges.upper.count == clip.bands {
      series.append(.init(name: "normal", upper: edges.upper, lower: edges.lower))
    }
    series.append(.init(name: "own", upper: clip.bandMeans))
    series.append(.init(name: "edge", upper: clip.bandQuantiles(0.05)))
    series.append(.init(name: "edge", upper: clip.bandQuantiles(0.95)))
    return LineChart(
      title: "Levels by mel band", series: series, range: scales.bands,
      horizontal: (bottom, top), unit: "dB: mean, and where 90 % of the frames lie"
    ).html
  }

  /// Levels relative to the strongest class of each frame, dB.
  private static func relative(_ power: [Double], classes: Int) -> [Double] {
    stride(from: 0, to: power.count, by: classes).flatMap { start in
      let own = Array(power[start..<start + classes])
      return Decibels.fromPower(own, reference: own.max() ?? 0, smallest: 1e-20, range: nil)
    }
  }

  private static func hertz(_ value: Double) -> String {
    value < 1000 ? String(format: "%.0f Hz", value) : String(format: "%.3g kHz", value / 1000)
  }

  private static let style = """
    :root{color-scheme:light dark}body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;\
    max-width:1400px;padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem;\
    border-bottom:1px solid #8886}h3{font-size:1rem;overflow-wrap:anywhere}\
    .clips{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:2rem}\
    article{min-width:0}figure{margin:0 0 1rem}figcaption{font-weight:600}small{font-weight:400;\
    opacity:.7}.map{position:relative;padding-left:4.2rem}.map img,.map svg{display:block;width:100%;\
    height:10rem;border:1px solid #8886;box-sizing:border-box}.map img{image-rendering:pixelated}\
    .top,.bottom{position:absolute;left:0;width:3.9rem;text-align:right;font-size:.75rem;opacity:.8}\
    .top{top:0}.bottom{bottom:0}.time{display:flex;justify-content:space-between;padding-left:4.2rem;\
    font-size:.75rem;opacity:.8}polyline{fill:none;stroke-width:1.5;vector-effect:non-scaling-stroke}\
    .own{stroke:#2f6fde}polygon.own{fill:#2f6fde;stroke:#2f6fde;stroke-width:.5}\
    .edge{stroke:#2f6fde;opacity:.4}polygon.normal{fill:#8888;stroke:none}\
    span.normal,span.anomaly{padding:.1rem .4rem;border-radius:.3rem;font-size:.8rem;color:#fff}\
    span.normal{background:#2a7a3f}span.anomaly{background:#b3332b}
    """
}
