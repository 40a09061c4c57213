import CFloatKernels

/// To reproduce the window; the loss is the squared error.
final class ReconstructionTask: LearningTask {
  let inputCount: Int
  private var target: UnsafePointer<Float>?

  init(windowSize: Int) { inputCount = windowSize }

  var outputCount: Int { inputCount }
  var termCount: Int { inputCount }

  func present(
    _ windows: UnsafePointer<Float>, _ positions: ArraySlice<WindowSource.Position>,
    isTraining: Bool
  ) -> UnsafePointer<Float> {
    target = windows
    return windows
  }

  func loss(
    of output: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, batch: Int
  ) -> Double {
    guard let target else { preconditionFailure("a loss of nothing") }
    let count = batch * outputCount
    return cfk_squared_error(output, target, gradient, 2 / Float(count), count)
  }
}
