import Dispatch
import FloatModels
import Synchronization

/// Rounds the weights of a layer one after the other, each so that it makes up for what the rounding
/// of those before it has done to the layer's output.
///
/// With `H = E[x xᵀ]` of what the weights meet and `e = w - ŵ`, the squared error of the output is
/// `eᵀ H e = |R e|²`, R upper triangular. From the last weight to the first, each becomes the
/// integer that brings its row of `R e` nearest to zero. Inputs that move together, as
/// neighbouring bands do, let weights share their errors.
///
/// Source: Frantar et al., "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained
/// Transformers" (2023), whose sequence of updates comes to the same (Babai's nearest plane).
final class CompensatedRounding: Sendable {
  /// Weights on the grid, as reals, in the layer's own order; and what each output channel's rounding
  /// adds to its output on average.
  struct Rounded: Sendable {
    var weight: [Float]
    var shift: [Float]
  }

  private struct Key: Hashable {
    let layer: Int
    let grid: WeightGrid
    let scales: [Float]
  }

  private let moments: [Int: PatchMoments]
  private let correctsBias: Bool
  private let found = Mutex<[Key: Rounded]>([:])

  /// Patches of a layer that are wanted.
  private static let patchCount = 8192
  /// Windows at a time.
  private static let batch = 32
  /// Of the mean square of the inputs, added to each: inputs that were never seen moving.
  private static let damping = 0.01

  /// How many windows give patches enough of every layer.
  static func windowCount(_ fused: FusedGraph) -> Int {
    let places = fused.layers.filter(\.isLinear).map { layer in
      layer.operation.window == nil ? 1 : layer.outputShape.height * layer.outputShape.width
    }
    return min(max(patchCount / (places.min() ?? 1), 256), 4096)
  }

  /// - Parameters:
  ///   - fused: the float network.
  ///   - inputs: windows as it sees them, one after the other.
  ///   - correctsBias: whether the bias makes up for the mean of what rounding adds.
  /// - Throws: `QuantizationError` for a network that cannot be executed.
  init(_ fused: FusedGraph, inputs: [Float], correctsBias: Bool) throws(QuantizationError) {
    self.correctsBias = correctsBias
    let network: Network
    do { network = try Network(fused.graph) } catch { throw .badGraph(error) }
    let size = fused.input.count
    let windows = inputs.count / size
    let layers = fused.layers.indices.filter { fused.layers[$0].isLinear }
    let places = max(1, (Self.patchCount + windows - 1) / max(windows, 1))
    let patches = layers.map { LayerPatches(fused.layers[$0], places: places) }
    var gathered = patches.map { PatchMoments(length: $0.length) }
    for first in stride(from: 0, to: windows, by: Self.batch) {
      let count = min(Self.batch, windows - first)
      let batch = Array(inputs[first * size..<(first + count) * size])
      let activations = network.activations(of: batch, batch: count)
      for (number, layer) in layers.enumerated() {
        let tensor = fused.layers[layer].input
        let values = tensor == 0 ? batch : activations[fused.resultNodes[tensor - 1]]
        let length = values.count / count
        var rows: [Float] = []
        rows.reserveCapacity(count * patches[number].count * patches[number].length)
        for sample in 0..<count {
          patches[number].append(values[sample * length..<(sample + 1) * length], to: &rows)
        }
        gathered[number].add(rows)
      }
    }
    moments = Dictionary(uniqueKeysWithValues: zip(layers, gathered))
  }

  /// The layer's weights on a grid; found once.
  func rounded(_ layer: FusedLayer, _ index: Int, _ grid: WeightGrid, scales: [Float]) -> Rounded {
    let key = Key(layer: index, grid: grid, scales: scales)
    if let known = found.withLock({ $0[key] }) { return known }
    let rounded = round(layer, moments[index] ?? PatchMoments(length: 0), grid, scales)
    found.withLock { $0[key] = rounded }
    return rounded
  }

  private func round(
    _ layer: FusedLayer, _ moments: PatchMoments, _ grid: WeightGrid, _ scales: [Float]
  ) -> Rounded {
    let shared = layer.sharesPatches ? order(moments, layer.patchPlaces(channel: 0)) : nil
    let means = moments.means
    let rows = Mutex([[Float]](repeating: [], count: layer.outputs))
    DispatchQueue.concurrentPerform(iterations: layer.outputs) { channel in
      let order = shared ?? order(moments, layer.patchPlaces(channel: channel))
      let row = order.rounded(layer.row(channel), grid, scale: scales[channel])
      rows.withLock { $0[channel] = row }
    }
    var result = Rounded(weight: layer.weight, shift: [])
    for (channel, row) in rows.withLock({ $0 }).enumerated() {
      let places = layer.patchPlaces(channel: channel)
      var shift = 0.0
      for (position, value) in row.enumerated() {
        let place = layer.place(channel: channel, position)
        shift += Double(value - layer.weight[place]) * means[places[position]]
        result.weight[place] = value
      }
      result.shift.append(correctsBias ? Float(shift) : 0)
    }
    return result
  }

  private func order(_ moments: PatchMoments, _ places: [Int]) -> RoundingOrder {
    RoundingOrder(
      moments.matrix(of: places, centred: correctsBias), count: places.count,
      damping: Self.damping)
  }
}

extension FusedLayer {
  /// Whether all output channels meet the same inputs.
  fileprivate var sharesPatches: Bool {
    if case .depthwiseConvolution = operation { false } else { true }
  }

  /// The places of a patch that an output channel's weights meet, in their order.
  fileprivate func patchPlaces(channel: Int) -> [Int] {
    if sharesPatches { return Array(0..<fanIn) }
    let first = inputChannel(channel: channel, 0)
    return (0..<fanIn).map { first + $0 * inputShape.channels }
  }
}

/// In which order weights are rounded, and what each has to make up for.
struct RoundingOrder: Sendable {
  /// The weight at each place of `factor`; the last is rounded first.
  private let weights: [Int]
  /// R, row after row; of each the elements right of the diagonal, divided by it.
  private let factor: [Double]

  /// - Parameters:
  ///   - matrix: `count × count`, symmetric, positive semidefinite.
  ///   - damping: what is added to the diagonal, as part of its mean.
  init(_ matrix: [Double], count: Int, damping: Double) {
    let diagonal = (0..<count).map { matrix[$0 * count + $0] }
    // What matters most is rounded while all others can still make up for it.
    weights = (0..<count).sorted { (diagonal[$0], $0) < (diagonal[$1], $1) }
    let mean = diagonal.reduce(0, +) / Double(max(count, 1))
    // Where nothing ever moves, every weight is rounded by itself.
    let added = mean > 0 ? mean * damping : 1
    var rows = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in row..<count {
        rows[row * count + column] = matrix[weights[row] * count + weights[column]]
      }
      rows[row * count + row] += added
    }
    rows.withUnsafeMutableBufferPointer { Self.factorize($0, count) }
    factor = rows
  }

  /// Cholesky's upper factor in place, each row divided by its diagonal element in the end.
  private static func factorize(_ rows: UnsafeMutableBufferPointer<Double>, _ count: Int) {
    for row in 0..<count {
      for above in 0..<row {
        let factor = rows[above * count + row]
        guard factor != 0 else { continue }
        for column in row..<count {
          rows[row * count + column] -= factor * rows[above * count + column]
        }
      }
      // Damped, it is positive.
      let pivot = max(rows[row * count + row], .leastNormalMagnitude).squareRoot()
      for column in row..<count { rows[row * count + column] /= pivot }
    }
    for row in 0..<count {
      let pivot = rows[row * count + row]
      for column in row..<count { rows[row * count + column] /= pivot }
    }
  }

  /// An output channel's weights on a grid, as reals.
  func rounded(_ row: [Float], _ grid: WeightGrid, scale: Float) -> [Float] {
    let count = weights.count
    var result = row
    var errors = [Double](repeating: 0, count: count)
    for place in stride(from: count - 1, through: 0, by: -1) {
      var owed = 0.0
      for later in place + 1..<max(count, place + 1) {
        owed += factor[place * count + later] * errors[later]
      }
      let weight = Double(row[weights[place]])
      let integer = grid.quantize(Float(weight + owed), scale: scale)
      result[weights[place]] = Float(integer) * scale
      errors[place] = weight - Double(integer) * Double(scale)
    }
    return result
  }
}
