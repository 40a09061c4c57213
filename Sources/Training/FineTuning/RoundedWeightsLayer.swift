import CFloatKernels

/// A layer that computes with rounded weights. Their gradient is that of the weights themselves
/// (straight-through estimator: Bengio, Léonard and Courville, "Estimating or Propagating Gradients
/// Through Stochastic Neurons for Conditional Computation", 2013, section 4), except of those that
/// are cut at the end of their grid: these do not move the output.
final class RoundedWeightsLayer: DifferentiableLayer {
  private let layer: any DifferentiableLayer
  private let source: Parameter
  private let rounded: Parameter
  private let grid: FakeQuantization.Weights
  private let rows: Int
  private let rowLength: Int
  /// Of the forward pass.
  private var scales: [Float]

  /// - Parameters:
  ///   - layer: computes with the weights in `rounded`.
  ///   - source: the weights that are trained, `channels` rows.
  init(
    _ layer: any DifferentiableLayer, source: Parameter, rounded: Parameter,
    _ grid: FakeQuantization.Weights, channels: Int
  ) {
    precondition(grid.scales.map { $0.count == channels } ?? true, "one scale an output channel")
    (self.layer, self.source, self.rounded, self.grid) = (layer, source, rounded, grid)
    rows = channels
    rowLength = source.count / channels
    scales = []
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    let limit = Float(grid.largest)
    scales = grid.scales(
      of: UnsafeBufferPointer(start: source.values, count: source.count), rows: rows)
    for row in 0..<rows {
      let offset = row * rowLength
      cfk_round_to_grid(
        source.values + offset, rounded.values + offset, scales[row], -limit, limit, rowLength)
    }
    layer.forward(memory, isTraining: isTraining)
  }

  func backward(_ memory: LayerMemory) {
    layer.backward(memory)
    for row in 0..<rows {
      // What defines the scale lies on its end, whatever the division's rounding makes of it.
      let end = grid.scales == nil ? Float.infinity : scales[row] * Float(grid.largest)
      let offset = row * rowLength
      cfk_gradient_inside(
        source.values + offset, rounded.gradient + offset, source.gradient + offset, -end, end,
        rowLength)
    }
  }
}
