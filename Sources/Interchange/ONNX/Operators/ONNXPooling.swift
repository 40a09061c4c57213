import FloatModels

extension ONNXImporter {
  mutating func pool(
    _ kind: ONNXOperator, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    let image = try image(of: call)
    guard let kernel = try call.integers("kernel_shape"), kernel.count == image.rank - 1,
      kernel.allSatisfy({ $0 > 0 })
    else { throw call.invalid("it has no kernel_shape for its data") }
    let described = try ONNXWindow(kernel: kernel, call)
    let shape = assembly.shape(of: image.source)
    let window = try described.window(on: shape)
    if kind == .maxPool {
      return activation(try append(.maximumPool(window), [image.source], call), image.rank)
    }
    let (rows, columns) = described.padded(on: shape)
    let edges = Edges(
      top: rows.before, bottom: rows.after, left: columns.before, right: columns.after)
    let isPadded = edges != Edges(top: 0, bottom: 0, left: 0, right: 0)
    guard isPadded, try call.integer("count_include_pad", or: 0) != 0 else {
      return activation(try append(.averagePool(window), [image.source], call), image.rank)
    }
    // Zeros that count in the mean are part of the image.
    let padded = try append(.pad(edges, value: 0), [image.source], call)
    var bare = window
    bare.padding = .valid
    return activation(try append(.averagePool(bare), [padded], call), image.rank)
  }

  mutating func globalAverage(
    _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    let value = try call.activation(0)
    return try mean(of: value, axes: Array(value.axes.indices.dropFirst()), keeping: true, call)
  }

  mutating func reducedMean(
    _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    let value = try call.activation(0)
    let rank = value.axes.count + 1
    let listed = try call.integers(1, orAttribute: "axes")
    if listed == nil, try call.integer("noop_with_empty_axes", or: 0) != 0 { return value }
    var axes: [Int] = []
    for axis in listed ?? Array(0..<rank) { axes.append(try call.axis(axis, rank: rank) - 1) }
    guard !axes.contains(-1) else {
      throw call.unsupported("over the batch", "take the mean over axes of one sample only")
    }
    return try mean(of: value, axes: axes, keeping: try call.integer("keepdims", or: 1) != 0, call)
  }

  /// - Parameter keeping: whether the axes stay, with size 1.
  private mutating func mean(
    of value: ONNXActivation, axes: [Int], keeping: Bool, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    let reduced = Set(axes.flatMap { value.axes[$0] })
    let isReduced = value.memory.map { reduced.contains($0) }
    let (source, flags) = try threeRuns(value, isReduced, call)
    var mean = ReducedAxes()
    for (axis, flag) in zip(Axis.allCases, flags) where flag { mean.insert(ReducedAxes(axis)) }
    var result = value
    result.source = mean.isEmpty ? source : try append(.mean(mean), [source], call)
    result.memory.removeAll { reduced.contains($0) }
    for axis in axes { result.axes[axis] = [] }
    if !keeping {
      result.axes = result.axes.indices.filter { !axes.contains($0) }.map { result.axes[$0] }
    }
    return result
  }

  /// A node whose three axes are each marked as a whole.
  ///
  /// - Parameter marks: one for each factor of the value's memory.
  private mutating func threeRuns(
    _ value: ONNXActivation, _ marks: [Bool], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> (source: Int, marks: [Bool]) {
    let shape = assembly.shape(of: value.source)
    if let marks = Self.marks(of: [shape.height, shape.width, shape.channels], value, marks) {
      return (value.source, marks)
    }
    var runs: [(size: Int, mark: Bool)] = []
    for (factor, mark) in zip(value.memory, marks) {
      if runs.last?.mark == mark {
        runs[runs.count - 1].size *= factor.size
      } else {
        runs.append((factor.size, mark))
      }
    }
    guard runs.count <= 3 else {
      throw call.unsupported("over axes that lie apart in memory", Self.orderRemedy)
    }
    while runs.count < 3 { runs.insert((1, false), at: 0) }
    let sizes = Shape(height: runs[0].size, width: runs[1].size, channels: runs[2].size)
    return (try reshaped(value.source, to: sizes, call), runs.map(\.mark))
  }

  /// Marks of axes of these sizes, nil where an axis is not marked as a whole.
  private static func marks(
    of sizes: [Int], _ value: ONNXActivation, _ marks: [Bool]
  ) -> [Bool]? {
    var factors = zip(value.memory, marks).map { $0 }[...]
    var result: [Bool] = []
    for size in sizes {
      var covered = 1
      var found = Set<Bool>()
      while covered < size, let (factor, mark) = factors.popFirst() {
        covered *= factor.size
        found.insert(mark)
      }
      guard covered == size, found.count <= 1 else { return nil }
      result.append(found.first ?? false)
    }
    return result
  }
}
