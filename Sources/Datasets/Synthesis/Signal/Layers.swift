/// Sums of layers of sound at levels in dB of each other.
extension [Double] {
  /// Root of the mean square; 0 for silence and for nothing.
  var rootMeanSquare: Double {
    isEmpty ? 0 : (reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
  }

  /// Scales to the level; silence stays silence.
  mutating func normalise(to level: Double) {
    let present = rootMeanSquare
    guard present > 0 else { return }
    scale(by: level / present)
  }

  mutating func scale(by factor: Double) {
    for index in indices { self[index] *= factor }
  }

  /// Adds `layer` so that its level is `amplitude` times `reference` (both as root mean square).
  mutating func add(_ layer: [Double], amplitude: Double, of reference: Double) {
    let level = layer.rootMeanSquare
    guard level > 0 else { return }
    let factor = amplitude * reference / level
    for index in indices { self[index] += factor * layer[index] }
  }
}
