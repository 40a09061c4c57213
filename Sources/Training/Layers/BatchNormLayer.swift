import CFloatKernels
import FloatModels

/// Batch normalisation (Ioffe and Szegedy 2015) with PyTorch's conventions.
///
/// In training a channel is normalised with the batch's mean and biased variance (divided by n);
/// the running statistics move a tenth of the way to the batch's mean and *unbiased* variance
/// (divided by n - 1). In evaluation the running statistics alone are used. (Keras moves by a
/// hundredth by default, which a training of a thousand steps hardly completes.)
final class BatchNormLayer: DifferentiableLayer {
  static let momentum: Float = 0.1

  private let channels: Int
  private let positions: Int
  private let epsilon: Float
  private let gamma: Parameter
  private let beta: Parameter
  private let runningMean: Parameter
  private let runningVariance: Parameter
  private let workers: Workers
  /// Of the batch last seen in training.
  private var mean: [Float]
  private var inverseDeviation: [Float]

  init(shape: Shape, epsilon: Float, parameter: (String) -> Parameter, workers: Workers) {
    channels = shape.channels
    positions = shape.height * shape.width
    self.epsilon = epsilon
    gamma = parameter("gamma")
    beta = parameter("beta")
    runningMean = parameter("mean")
    runningVariance = parameter("variance")
    self.workers = workers
    mean = [Float](repeating: 0, count: shape.channels)
    inverseDeviation = mean
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    let rows = memory.batch * positions
    if isTraining {
      measure(memory.inputs[0], rows: rows)
    } else {
      for c in 0..<channels {
        mean[c] = runningMean.values[c]
        inverseDeviation[c] = 1 / (runningVariance.values[c] + epsilon).squareRoot()
      }
    }
    let scale = (0..<channels).map { gamma.values[$0] * inverseDeviation[$0] }
    let shift = (0..<channels).map { beta.values[$0] - mean[$0] * scale[$0] }
    forEachShard(rows) { offset, count in
      cfk_scale_and_shift(
        memory.inputs[0] + offset, scale, shift, memory.output + offset, count, Int32(channels))
    }
  }

  /// Takes the batch's statistics, in two passes, and moves the running ones.
  private func measure(_ x: UnsafePointer<Float>, rows: Int) {
    let width = Int32(channels)
    let sums = ChannelSums.over(rows: rows, channels: channels, workers) { range, sums in
      cfk_add_column_sums(x + range.lowerBound * channels, sums, Int32(range.count), width)
    }
    mean = sums.map { Float($0 / Double(rows)) }
    let squares = ChannelSums.over(rows: rows, channels: channels, workers) { range, sums in
      cfk_add_centered_squares(
        x + range.lowerBound * channels, mean, sums, Int32(range.count), width)
    }
    for c in 0..<channels {
      let variance = Float(squares[c] / Double(rows))
      inverseDeviation[c] = 1 / (variance + epsilon).squareRoot()
      let unbiased = Float(squares[c] / Double(max(rows - 1, 1)))
      runningMean.values[c] += Self.momentum * (mean[c] - runningMean.values[c])
      runningVariance.values[c] += Self.momentum * (unbiased - runningVariance.values[c])
    }
  }

  func backward(_ memory: LayerMemory) {
    let rows = memory.batch * positions
    let width = Int32(channels)
    let (x, dy) = (memory.inputs[0], memory.outputGradient)
    beta.setGradient(sumOf: dy, rows: rows, workers)
    let products = ChannelSums.over(rows: rows, channels: channels, workers) { range, sums in
      let offset = range.lowerBound * channels
      cfk_add_centered_products(dy + offset, x + offset, mean, sums, Int32(range.count), width)
    }
    for c in 0..<channels { gamma.gradient[c] = Float(products[c]) * inverseDeviation[c] }
    guard let dx = memory.inputGradients[0] else { return }
    // dx = γ/σ (dy - dβ/n - x̂ dγ/n), with x̂ = (x - μ)/σ.
    let a = (0..<channels).map { gamma.values[$0] * inverseDeviation[$0] }
    let b = (0..<channels).map {
      -a[$0] * inverseDeviation[$0] * gamma.gradient[$0] / Float(rows)
    }
    let d = (0..<channels).map { -a[$0] * beta.gradient[$0] / Float(rows) }
    forEachShard(rows) { offset, count in
      cfk_batch_norm_backward(dy + offset, x + offset, mean, a, b, d, dx + offset, count, width)
    }
  }

  private func forEachShard(_ rows: Int, _ body: (Int, Int32) -> Void) {
    workers.run(rows, shards: workers.shards(of: rows, cost: 8 * channels)) { _, range in
      body(range.lowerBound * channels, Int32(range.count))
    }
  }
}
