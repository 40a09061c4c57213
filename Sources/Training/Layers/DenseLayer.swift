import CFloatKernels
import FloatModels

/// `y = W x + b`; `dW = dyᵀ x`, `db = Σ dy`, `dx = dy W`.
final class DenseLayer: DifferentiableLayer {
  private let inputs: Int
  private let units: Int
  private let weight: Parameter
  private let bias: Parameter
  private let partial: PartialSums
  private let workers: Workers

  init(inputs: Int, units: Int, weight: Parameter, bias: Parameter, workers: Workers) {
    (self.inputs, self.units) = (inputs, units)
    (self.weight, self.bias, self.workers) = (weight, bias, workers)
    partial = PartialSums(count: weight.count)
  }

  private func shards(_ batch: Int) -> Int { workers.shards(of: batch, cost: inputs * units) }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    workers.run(memory.batch, shards: shards(memory.batch)) { _, range in
      ForwardPass.dense(
        memory.inputs[0] + range.lowerBound * inputs, weight: weight.values, bias: bias.values,
        into: memory.output + range.lowerBound * units, batch: range.count, inputs: inputs,
        units: units)
    }
  }

  func backward(_ memory: LayerMemory) {
    let shards = shards(memory.batch)
    workers.run(memory.batch, shards: shards) { shard, range in
      let dy = memory.outputGradient + range.lowerBound * units
      MatrixProduct.multiply(
        dy, memory.inputs[0] + range.lowerBound * inputs, transposingA: true,
        into: partial.of(shard), m: units, n: inputs, k: range.count)
      if let dx = memory.inputGradients[0] {
        MatrixProduct.multiply(
          dy, weight.values, into: dx + range.lowerBound * inputs, m: range.count, n: inputs,
          k: units, accumulating: true)
      }
    }
    partial.reduce(shards, into: weight.gradient)
    bias.setGradient(sumOf: memory.outputGradient, rows: memory.batch, workers)
  }
}

extension Parameter {
  /// A bias's gradient: the sum over all rows.
  func setGradient(sumOf dy: UnsafePointer<Float>, rows: Int, _ workers: Workers) {
    let sums = ChannelSums.over(rows: rows, channels: count, workers) { range, sums in
      cfk_add_column_sums(dy + range.lowerBound * count, sums, Int32(range.count), Int32(count))
    }
    for channel in 0..<count { gradient[channel] = Float(sums[channel]) }
  }
}
