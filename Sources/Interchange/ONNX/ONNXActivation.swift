/// What a node of the network under construction computes, as the file sees it.
struct ONNXActivation {
  /// The node, or `Node.graphInput`.
  var source: Int
  /// Order of the elements in memory, slowest first.
  var memory: [AxisFactor]
  /// The file's axes behind that of the batch; together they have the factors of `memory`.
  var axes: [[AxisFactor]]

  /// Elements of a sample.
  var count: Int { memory.size }
  /// Sizes of the axes.
  var sizes: [Int] { axes.map(\.size) }
  /// Whether the elements lie in memory as they do in the file's own row-major order.
  var isInFileOrder: Bool { memory == axes.flatMap { $0 } }

  /// Replaces factors wherever they are by others of the same size.
  func replacing(_ factors: [AxisFactor: [AxisFactor]]) -> ONNXActivation {
    func replaced(_ list: [AxisFactor]) -> [AxisFactor] { list.flatMap { factors[$0] ?? [$0] } }
    return ONNXActivation(source: source, memory: replaced(memory), axes: axes.map(replaced))
  }

  /// The same elements with other axes, as row-major order numbers them; nil where an axis would
  /// have to be put together of parts that lie apart in memory.
  ///
  /// - Parameter sizes: their product is `count`.
  func reshaped(_ sizes: [Int], _ source: inout AxisFactorSource) -> ONNXActivation? {
    var result = coalesced(&source)
    var rest = result.axes.flatMap { $0 }[...]
    var axes: [[AxisFactor]] = []
    for size in sizes {
      var axis: [AxisFactor] = []
      var missing = size
      while missing > 1 {
        guard let factor = rest.popFirst() else { return nil }
        if missing % factor.size == 0 {
          axis.append(factor)
          missing /= factor.size
        } else if factor.size % missing == 0 {
          let parts = source.factors(missing) + source.factors(factor.size / missing)
          result = result.replacing([factor: parts])
          axis.append(parts[0])
          rest = parts[1...] + rest
          missing = 1
        } else {
          return nil
        }
      }
      axes.append(axis)
    }
    guard rest.isEmpty else { return nil }
    result.axes = axes
    return result
  }

  /// With one factor for each run of factors that follow one another both in memory and in the
  /// file's order, whatever the axes.
  private func coalesced(_ source: inout AxisFactorSource) -> ONNXActivation {
    var runs: [[AxisFactor]] = []
    for factor in axes.flatMap({ $0 }) {
      if let last = runs.last?.last, let place = memory.firstIndex(of: last),
        place + 1 < memory.count, memory[place + 1] == factor
      {
        runs[runs.count - 1].append(factor)
      } else {
        runs.append([factor])
      }
    }
    var joined: [AxisFactor: [AxisFactor]] = [:]
    var order: [AxisFactor] = []
    for run in runs {
      let whole = source.factors(run.size)
      joined[run[0]] = whole
      for factor in run.dropFirst() { joined[factor] = [] }
      order += whole
    }
    // The axes lose their borders here, and are given others by the caller.
    return ONNXActivation(
      source: self.source, memory: memory.flatMap { joined[$0] ?? [$0] }, axes: [order])
  }

  /// With the factors of another activation of the same sizes, so that their memory can be compared;
  /// nil where their axes are not divided alike.
  func named(as other: ONNXActivation) -> ONNXActivation? {
    var names: [AxisFactor: [AxisFactor]] = [:]
    for (mine, theirs) in zip(axes, other.axes) {
      guard mine.map(\.size) == theirs.map(\.size) else { return nil }
      for (old, new) in zip(mine, theirs) { names[old] = [new] }
    }
    return replacing(names)
  }
}
