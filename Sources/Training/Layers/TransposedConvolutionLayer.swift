import FloatModels

/// A transposed convolution: the adjoint of a convolution from its output (the image) to its input
/// (the grid). With the columns of the output's gradient, `dW = columnsᵀ x` and `dx = columns W`.
final class TransposedConvolutionLayer: DifferentiableLayer {
  private let geometry: ConvolutionGeometry
  private let weight: Parameter
  private let bias: Parameter
  /// The weights and their gradient, taps outermost; see `TransposedWeights`.
  private let arranged: FloatBuffer
  private let arrangedGradient: FloatBuffer
  private let partial: PartialSums
  private let columns: PartialSums
  private let workers: Workers

  init(
    geometry: ConvolutionGeometry, weight: Parameter, bias: Parameter, batch: Int, workers: Workers
  ) {
    (self.geometry, self.weight, self.bias) = (geometry, weight, bias)
    self.workers = workers
    arranged = FloatBuffer(count: weight.count)
    arrangedGradient = FloatBuffer(count: weight.count)
    partial = PartialSums(count: weight.count)
    columns = PartialSums(count: geometry.columnCount(batch: batch))
  }

  private func shards(_ batch: Int) -> Int {
    workers.shards(of: batch, cost: geometry.multiplications)
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    TransposedWeights.arranged(
      weight.values, into: arranged.pointer, filters: geometry.image.channels,
      taps: geometry.window.taps, channels: geometry.grid.channels)
    workers.run(memory.batch, shards: shards(memory.batch)) { shard, range in
      ForwardPass.transposedConvolution(
        memory.inputs[0] + range.lowerBound * geometry.grid.count, weight: arranged.pointer,
        bias: bias.values, into: memory.output + range.lowerBound * geometry.image.count,
        batch: range.count, geometry: geometry, columns: columns.of(shard))
    }
  }

  func backward(_ memory: LayerMemory) {
    let shards = shards(memory.batch)
    partial.clear()
    workers.run(memory.batch, shards: shards) { shard, range in
      geometry.forEachBlock(of: range.count) { first, samples in
        backward(memory, shard: shard, first: range.lowerBound + first, samples: samples)
      }
    }
    partial.reduce(shards, into: arrangedGradient.pointer)
    weight.gradient.update(repeating: 0, count: weight.count)
    TransposedWeights.addStored(
      arrangedGradient.pointer, into: weight.gradient, filters: geometry.image.channels,
      taps: geometry.window.taps, channels: geometry.grid.channels)
    let rows = memory.batch * geometry.image.height * geometry.image.width
    bias.setGradient(sumOf: memory.outputGradient, rows: rows, workers)
  }

  private func backward(_ memory: LayerMemory, shard: Int, first: Int, samples: Int) {
    let channels = geometry.grid.channels
    let columns = columns.of(shard)
    geometry.gather(
      memory.outputGradient + first * geometry.image.count, into: columns, samples: samples)
    MatrixProduct.multiply(
      columns, memory.inputs[0] + first * geometry.grid.count, transposingA: true,
      into: partial.of(shard), m: geometry.taps, n: channels, k: samples * geometry.positions,
      accumulating: true)
    guard let dx = memory.inputGradients[0] else { return }
    MatrixProduct.multiply(
      columns, arranged.pointer, into: dx + first * geometry.grid.count,
      m: samples * geometry.positions, n: channels, k: geometry.taps, accumulating: true)
  }
}
