/// What a network is given for a window, and what it is to give for it.
struct LearningTask {
  /// Nil: the network learns to reproduce the window.
  private let teacher: TrainableNetwork?
  private let grid: FakeQuantization.Activation?
  private let rounded: FloatBuffer
  /// Values of a window, and of what the network is to give for it.
  let inputCount: Int
  let outputCount: Int

  /// To reproduce the window.
  static func reconstruction(of windowSize: Int) -> LearningTask {
    LearningTask(
      teacher: nil, grid: nil, rounded: FloatBuffer(count: 0), inputCount: windowSize,
      outputCount: windowSize)
  }

  /// To give for the window, rounded to `grid`, what `teacher` gives for the window itself.
  static func imitation(
    of teacher: TrainableNetwork, grid: FakeQuantization.Activation?
  ) -> LearningTask {
    LearningTask(
      teacher: teacher, grid: grid,
      rounded: FloatBuffer(count: grid == nil ? 0 : teacher.capacity * teacher.inputCount),
      inputCount: teacher.inputCount, outputCount: teacher.outputCount)
  }

  /// Input and target of `batch` windows; they hold until the next call.
  func present(
    _ windows: UnsafePointer<Float>, batch: Int
  ) -> (input: UnsafePointer<Float>, target: UnsafePointer<Float>) {
    guard let teacher else { return (windows, windows) }
    teacher.forward(windows, batch: batch, isTraining: false)
    guard let grid else { return (windows, UnsafePointer(teacher.output)) }
    grid.round(windows, into: rounded.pointer, count: batch * inputCount)
    return (UnsafePointer(rounded.pointer), UnsafePointer(teacher.output))
  }
}
