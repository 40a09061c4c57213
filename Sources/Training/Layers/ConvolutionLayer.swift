import FloatModels

/// A convolution as the product of its columns and weights; `dW = dyᵀ columns`, and the columns'
/// gradient `dy W` is added back to the pixels.
final class ConvolutionLayer: DifferentiableLayer {
  private let geometry: ConvolutionGeometry
  private let weight: Parameter
  private let bias: Parameter
  private let partial: PartialSums
  private let columns: PartialSums
  private let workers: Workers

  init(
    geometry: ConvolutionGeometry, weight: Parameter, bias: Parameter, batch: Int, workers: Workers
  ) {
    (self.geometry, self.weight, self.bias) = (geometry, weight, bias)
    self.workers = workers
    partial = PartialSums(count: weight.count)
    columns = PartialSums(count: geometry.columnCount(batch: batch))
  }

  private func shards(_ batch: Int) -> Int {
    workers.shards(of: batch, cost: geometry.multiplications)
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    workers.run(memory.batch, shards: shards(memory.batch)) { shard, range in
      ForwardPass.convolution(
        memory.inputs[0] + range.lowerBound * geometry.image.count, weight: weight.values,
        bias: bias.values, into: memory.output + range.lowerBound * geometry.grid.count,
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
    partial.reduce(shards, into: weight.gradient)
    bias.setGradient(
      sumOf: memory.outputGradient, rows: memory.batch * geometry.positions, workers)
  }

  private func backward(_ memory: LayerMemory, shard: Int, first: Int, samples: Int) {
    let filters = geometry.grid.channels
    let dy = memory.outputGradient + first * geometry.grid.count
    let columns = columns.of(shard)
    geometry.gather(
      memory.inputs[0] + first * geometry.image.count, into: columns, samples: samples)
    MatrixProduct.multiply(
      dy, columns, transposingA: true, into: partial.of(shard), m: filters, n: geometry.taps,
      k: samples * geometry.positions, accumulating: true)
    guard let dx = memory.inputGradients[0] else { return }
    MatrixProduct.multiply(
      dy, weight.values, into: columns, m: samples * geometry.positions, n: geometry.taps,
      k: filters)
    geometry.scatter(columns, into: dx + first * geometry.image.count, samples: samples)
  }
}

extension ConvolutionGeometry {
  /// Multiplications of one sample.
  var multiplications: Int { positions * taps * grid.channels }
}
