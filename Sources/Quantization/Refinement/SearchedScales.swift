import Synchronization

/// Remembers the weight steps that were searched for: a network is lowered many times with the same
/// weights.
final class SearchedScales: Sendable {
  private struct Key: Hashable {
    let layer: Int
    let grid: WeightGrid
  }

  private let found = Mutex<[Key: [Float]]>([:])

  /// The steps of a layer's weights on a grid, by `search` where they are not yet known.
  func scales(of layer: Int, _ grid: WeightGrid, search: () -> [Float]) -> [Float] {
    let key = Key(layer: layer, grid: grid)
    if let known = found.withLock({ $0[key] }) { return known }
    let scales = search()
    found.withLock { $0[key] = scales }
    return scales
  }
}
