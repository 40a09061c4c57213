/// To give for the window, rounded to a grid, what a teacher gives for the window itself; the loss is
/// the squared difference.
final class ImitationTask: LearningTask {
  private let teacher: TrainableNetwork
  private let grid: FakeQuantization.Activation?
  private let hidden: Range<Int>?
  private let shown: FloatBuffer
  private let rounded: FloatBuffer

  /// - Parameters:
  ///   - grid: nil leaves the window as it is.
  ///   - hidden: part of the window that is zero for both.
  init(
    of teacher: TrainableNetwork, grid: FakeQuantization.Activation?, hidden: Range<Int>? = nil
  ) {
    self.hidden = hidden
    shown = FloatBuffer(count: hidden == nil ? 0 : teacher.capacity * teacher.inputCount)
    self.teacher = teacher
    self.grid = grid
    rounded = FloatBuffer(count: grid == nil ? 0 : teacher.capacity * teacher.inputCount)
  }

  var inputCount: Int { teacher.inputCount }
  var outputCount: Int { teacher.outputCount }
  var termCount: Int { teacher.outputCount }

  func present(
    _ windows: UnsafePointer<Float>, _ positions: ArraySlice<WindowSource.Position>,
    isTraining: Bool
  ) -> UnsafePointer<Float> {
    var windows = windows
    if let hidden {
      shown.pointer.update(from: windows, count: positions.count * inputCount)
      shown.hide(hidden, of: inputCount, batch: positions.count)
      windows = UnsafePointer(shown.pointer)
    }
    teacher.forward(windows, batch: positions.count, isTraining: false)
    guard let grid else { return windows }
    grid.round(windows, into: rounded.pointer, count: positions.count * inputCount)
    return UnsafePointer(rounded.pointer)
  }

  func loss(
    of output: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, batch: Int
  ) -> Double {
    squaredError(of: output, from: teacher.output, gradient: gradient, batch: batch)
  }
}
