import CFloatKernels
import FloatModels

/// Inputs behind one another along an axis; each gets its own part of the gradient.
final class ConcatenationLayer: DifferentiableLayer {
  private let order: ConcatenatedRuns

  init(of inputs: [Shape], along axis: Axis) {
    order = ConcatenatedRuns(of: inputs, along: axis)
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    for (part, x) in zip(order.parts, memory.inputs) {
      for run in 0..<memory.batch * order.runsPerSample {
        (memory.output + run * order.step + part.first).update(
          from: x + run * part.count, count: part.count)
      }
    }
  }

  func backward(_ memory: LayerMemory) {
    for (part, dx) in zip(order.parts, memory.inputGradients) {
      guard let dx else { continue }
      for run in 0..<memory.batch * order.runsPerSample {
        cfk_add(
          memory.outputGradient + run * order.step + part.first, dx + run * part.count, part.count)
      }
    }
  }
}
