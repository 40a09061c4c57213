import CFloatKernels
import FloatModels

/// `y = max(x, 0)`; its gradient passes where `y > 0`.
final class ReLULayer: DifferentiableLayer {
  private let count: Int
  private let workers: Workers

  init(count: Int, workers: Workers) {
    self.count = count
    self.workers = workers
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    forEachShard(memory.batch) { offset, count in
      ForwardPass.relu(memory.inputs[0] + offset, into: memory.output + offset, count: count)
    }
  }

  func backward(_ memory: LayerMemory) {
    guard let dx = memory.inputGradients[0] else { return }
    forEachShard(memory.batch) { offset, count in
      cfk_relu_backward(memory.output + offset, memory.outputGradient + offset, dx + offset, count)
    }
  }

  private func forEachShard(_ batch: Int, _ body: (Int, Int) -> Void) {
    workers.run(batch, shards: workers.shards(of: batch, cost: 8 * count)) { _, range in
      body(range.lowerBound * count, range.count * count)
    }
  }
}
