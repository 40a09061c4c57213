import CFloatKernels

/// What a network learns of a batch of windows: what it is given of them, and what its output costs.
protocol LearningTask: AnyObject {
  /// Values of a window.
  var inputCount: Int { get }
  /// Values that the network gives for it.
  var outputCount: Int { get }
  /// Terms of a window's loss; what is minimised is the mean of all.
  var termCount: Int { get }

  /// What the network is given for a batch; it holds until the next call.
  ///
  /// - Parameters:
  ///   - windows: one after the other.
  ///   - positions: where they are from.
  ///   - isTraining: false where the network is judged.
  func present(
    _ windows: UnsafePointer<Float>, _ positions: ArraySlice<WindowSource.Position>,
    isTraining: Bool
  ) -> UnsafePointer<Float>

  /// The loss of an output for the batch that was presented last, summed over its terms; leaves the
  /// gradient of its mean.
  func loss(
    of output: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, batch: Int
  ) -> Double
}

extension LearningTask {
  /// The squared error of an output, as `loss` gives it.
  func squaredError(
    of output: UnsafePointer<Float>, from target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>, batch: Int
  ) -> Double {
    let count = batch * outputCount
    return cfk_squared_error(output, target, gradient, 2 / Float(count), count)
  }
}
