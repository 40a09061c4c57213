import Training

/// Rounding to grids by definition, in Double.
///
/// The straight-through estimator is the derivative of a network in which what rounding adds to a
/// value is a constant, and a clipped value is one as a whole. `hold` makes them that, as they are
/// in the forward pass after it.
final class NaiveRounding {
  private enum Held {
    case offset(Double)
    case value(Double)
  }

  private let grids: FakeQuantization
  private var held: [String: [Held]] = [:]
  private var isHeld = false
  /// Values that were clipped in the forward passes so far.
  private(set) var clipped = 0

  init(_ grids: FakeQuantization) { self.grids = grids }

  /// Runs `body`, a forward pass, and holds what it rounded from then on.
  func hold(_ body: () -> [Double]) -> [Double] {
    let result = body()
    isHeld = true
    return result
  }

  func input(_ x: [Double]) -> [Double] { activation(x, grids.input, "input") }

  func output(_ x: [Double], node: Int) -> [Double] {
    activation(x, grids.nodes[node].output, "output \(node)")
  }

  private func activation(
    _ x: [Double], _ grid: FakeQuantization.Activation?, _ place: String
  ) -> [Double] {
    guard let grid else { return x }
    let low = Double(grid.low - grid.zeroPoint)
    let high = Double(grid.high - grid.zeroPoint)
    return round(x, place, low...high) { _ in Double(grid.scale) }
  }

  func weight(_ weight: [Double]?, node: Int) -> [Double]? {
    guard let weight, let grid = grids.nodes[node].weights else { return weight }
    let largest = Double(grid.largest)
    guard let scales = grid.scales else {
      preconditionFailure("the oracle needs scales")
    }
    let length = weight.count / scales.count
    return round(weight, "weight \(node)", -largest...largest) { Double(scales[$0 / length]) }
  }

  private func round(
    _ x: [Double], _ place: String, _ limits: ClosedRange<Double>, scale: (Int) -> Double
  ) -> [Double] {
    if isHeld, let held = held[place] {
      return zip(x, held).map { value, held in
        switch held {
        case .offset(let offset): value + offset
        case .value(let value): value
        }
      }
    }
    var decisions: [Held] = []
    let result = x.indices.map { index in
      let scale = scale(index)
      let steps = x[index] / scale
      let rounded = min(max(steps.rounded(), limits.lowerBound), limits.upperBound) * scale
      decisions.append(limits.contains(steps) ? .offset(rounded - x[index]) : .value(rounded))
      if !limits.contains(steps) { clipped += 1 }
      return rounded
    }
    held[place] = decisions
    return result
  }
}
