import SeededRandom

/// To reproduce the window, or a part of it that is not shown; the loss is the squared error.
final class ReconstructionTask: LearningTask {
  let inputCount: Int
  private let hidden: Range<Int>?
  private let noise: Float
  private var generator: SeededGenerator
  /// What is shown, where that is not the window itself.
  private let shown: FloatBuffer
  /// What is to be given.
  private let target: FloatBuffer

  /// - Parameters:
  ///   - hidden: what is to be given, and is not shown; nil for all of the window, which is shown.
  ///   - noise: standard deviation of what is added to the windows that are trained on, not to what is
  ///     to be given (Vincent and others, "Extracting and composing robust features with denoising
  ///     autoencoders", ICML 2008).
  ///   - capacity: most windows in a batch.
  init(windowSize: Int, hidden: Range<Int>?, noise: Float, capacity: Int, seed: UInt64) {
    inputCount = windowSize
    self.hidden = hidden
    self.noise = noise
    generator = SeededGenerator(seed: seed, stream: "noise")
    shown = FloatBuffer(count: hidden == nil && noise == 0 ? 0 : capacity * windowSize)
    target = FloatBuffer(count: capacity * (hidden?.count ?? windowSize))
  }

  var outputCount: Int { hidden?.count ?? inputCount }
  var termCount: Int { outputCount }

  func present(
    _ windows: UnsafePointer<Float>, _ positions: ArraySlice<WindowSource.Position>,
    isTraining: Bool
  ) -> UnsafePointer<Float> {
    let count = positions.count * inputCount
    for sample in 0..<positions.count {
      (target.pointer + sample * outputCount).update(
        from: windows + sample * inputCount + (hidden?.lowerBound ?? 0), count: outputCount)
    }
    let isNoisy = noise > 0 && isTraining
    guard hidden != nil || isNoisy else { return windows }
    shown.pointer.update(from: windows, count: count)
    if isNoisy {
      for index in 0..<count { shown.pointer[index] += noise * Float(generator.normal()) }
    }
    if let hidden { shown.hide(hidden, of: inputCount, batch: positions.count) }
    return UnsafePointer(shown.pointer)
  }

  func loss(
    of output: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, batch: Int
  ) -> Double {
    squaredError(of: output, from: target.pointer, gradient: gradient, batch: batch)
  }
}

extension FloatBuffer {
  /// Sets a part of each window to zero.
  func hide(_ part: Range<Int>, of windowSize: Int, batch: Int) {
    for sample in 0..<batch {
      (pointer + sample * windowSize + part.lowerBound).update(repeating: 0, count: part.count)
    }
  }
}
