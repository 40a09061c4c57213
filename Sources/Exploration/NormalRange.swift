import Foundation

/// What the normal training clips of a machine sound like, band by band.
public struct NormalRange: Sendable {
  /// Names of the clips.
  let names: [String]
  /// Mean level of each band of each clip, dB.
  let means: [[Double]]

  /// - Parameter clips: name and band means, all of as many bands.
  public init(_ clips: [(name: String, bandMeans: [Double])]) {
    names = clips.map(\.name)
    means = clips.map(\.bandMeans)
  }

  /// Lowest and highest mean level of each band; nil without a clip.
  var edges: (lower: [Double], upper: [Double])? {
    guard let bands = means.first?.count else { return nil }
    return (
      (0..<bands).map { band in means.map { $0[band] }.min() ?? 0 },
      (0..<bands).map { band in means.map { $0[band] }.max() ?? 0 }
    )
  }

  /// The clip whose mean levels differ least from these, and by how much, dB: the root of the mean
  /// squared difference over bands. A clip is not compared with itself.
  func nearest(to clip: ExploredClip) -> (name: String, decibels: Double)? {
    let own = clip.bandMeans
    return zip(names, means).filter { $0.0 != clip.name && $0.1.count == own.count }.map {
      name, other in
      let squares = zip(own, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return (name, (squares / Double(own.count)).squareRoot())
    }.min { $0.1 < $1.1 }
  }
}
