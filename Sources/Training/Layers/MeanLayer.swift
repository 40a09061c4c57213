import FloatModels

/// The mean over some axes; each value's gradient is its share of the mean's.
final class MeanLayer: DifferentiableLayer {
  private let axes: ReducedAxes
  private let input: Shape
  private let output: Shape
  private let workers: Workers

  init(over axes: ReducedAxes, from input: Shape, to output: Shape, workers: Workers) {
    (self.axes, self.input, self.output, self.workers) = (axes, input, output, workers)
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    forEachShard(memory.batch) { range in
      ForwardPass.mean(
        memory.inputs[0] + range.lowerBound * input.count, over: axes,
        into: memory.output + range.lowerBound * output.count, batch: range.count, from: input)
    }
  }

  func backward(_ memory: LayerMemory) {
    guard let dx = memory.inputGradients[0] else { return }
    let share = Float(output.count) / Float(input.count)
    forEachShard(memory.batch) { range in
      for sample in range {
        add(memory.outputGradient + sample * output.count, share, to: dx + sample * input.count)
      }
    }
  }

  private func add(
    _ dy: UnsafePointer<Float>, _ share: Float, to dx: UnsafeMutablePointer<Float>
  ) {
    // What an axis that is reduced does not move.
    let rowStep = output.height > 1 ? output.width * output.channels : 0
    let columnStep = output.width > 1 ? output.channels : 0
    let isOneChannel = output.channels < input.channels
    for row in 0..<input.height {
      for column in 0..<input.width {
        let source = dy + row * rowStep + column * columnStep
        let target = dx + (row * input.width + column) * input.channels
        for channel in 0..<input.channels {
          target[channel] += share * source[isOneChannel ? 0 : channel]
        }
      }
    }
  }

  private func forEachShard(_ batch: Int, _ body: (Range<Int>) -> Void) {
    workers.run(batch, shards: workers.shards(of: batch, cost: 8 * input.count)) { _, range in
      body(range)
    }
  }
}
