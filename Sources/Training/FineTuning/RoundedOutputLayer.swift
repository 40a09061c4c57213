import CFloatKernels

/// A layer whose output is rounded to a grid. The gradient passes where the output lies inside the
/// grid's ends and is cut where it was clipped (straight-through estimator).
final class RoundedOutputLayer: DifferentiableLayer {
  private let layer: any DifferentiableLayer
  private let grid: FakeQuantization.Activation
  private let count: Int
  private let workers: Workers
  /// The layer's own output and the gradient with respect to it.
  private let exact: FloatBuffer
  private let gradient: FloatBuffer

  init(
    _ layer: any DifferentiableLayer, _ grid: FakeQuantization.Activation, count: Int, batch: Int,
    workers: Workers
  ) {
    (self.layer, self.grid, self.count, self.workers) = (layer, grid, count, workers)
    exact = FloatBuffer(count: batch * count)
    gradient = FloatBuffer(count: batch * count)
  }

  private func inner(_ memory: LayerMemory) -> LayerMemory {
    LayerMemory(
      batch: memory.batch, inputs: memory.inputs, output: exact.pointer,
      outputGradient: gradient.pointer, inputGradients: memory.inputGradients)
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    layer.forward(inner(memory), isTraining: isTraining)
    forEachShard(memory.batch) { offset, count in
      grid.round(exact.pointer + offset, into: memory.output + offset, count: count)
    }
  }

  func backward(_ memory: LayerMemory) {
    let (low, high) = grid.reals
    forEachShard(memory.batch) { offset, count in
      cfk_gradient_inside(
        exact.pointer + offset, memory.outputGradient + offset, gradient.pointer + offset, low,
        high, count)
    }
    layer.backward(inner(memory))
  }

  private func forEachShard(_ batch: Int, _ body: (Int, Int) -> Void) {
    workers.run(batch, shards: workers.shards(of: batch, cost: 8 * count)) { _, range in
      body(range.lowerBound * count, range.count * count)
    }
  }
}

extension FakeQuantization.Activation {
  /// The value of the grid that is nearest to each.
  func round(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
    cfk_round_to_grid(x, y, scale, steps.low, steps.high, count)
  }
}
