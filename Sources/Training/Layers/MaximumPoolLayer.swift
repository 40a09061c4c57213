import CFloatKernels
import FloatModels

/// The largest value of each channel in a window; its gradient goes to where that value was, the first
/// of equals.
final class MaximumPoolLayer: DifferentiableLayer {
  private let geometry: ConvolutionGeometry
  private let workers: Workers

  init(geometry: ConvolutionGeometry, workers: Workers) {
    (self.geometry, self.workers) = (geometry, workers)
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    forEachShard(memory.batch) { range in
      ForwardPass.maximumPool(
        memory.inputs[0] + range.lowerBound * geometry.image.count,
        into: memory.output + range.lowerBound * geometry.grid.count, batch: range.count,
        geometry: geometry)
    }
  }

  func backward(_ memory: LayerMemory) {
    guard let dx = memory.inputGradients[0] else { return }
    forEachShard(memory.batch) { range in
      let (image, grid) = (
        range.lowerBound * geometry.image.count, range.lowerBound * geometry.grid.count
      )
      geometry.routeMaxima(
        of: memory.inputs[0] + image, maxima: memory.output + grid,
        gradient: memory.outputGradient + grid, into: dx + image, samples: range.count)
    }
  }

  private func forEachShard(_ batch: Int, _ body: (Range<Int>) -> Void) {
    let cost = 4 * geometry.positions * geometry.taps
    workers.run(batch, shards: workers.shards(of: batch, cost: cost)) { _, range in body(range) }
  }
}
