import FloatModels

/// Where the axis lies in memory along which data are put beside one another.
struct ONNXJointLayout {
  /// Factors of memory on both sides of the axis.
  let before: [AxisFactor]
  let after: [AxisFactor]
  /// The axes of the others in the file's order, by which data are compared.
  private let others: [[AxisFactor]]
  /// The value's shape, seen as the parts before, along and behind the axis.
  let shape: Shape
  let axis: Axis

  /// - Parameters:
  ///   - natural: the node's own shape, which is kept where one of its axes is the one that grows.
  /// - Returns: nil where the axis' parts lie apart or in another order.
  init?(_ value: ONNXActivation, axis: Int, natural: Shape?) {
    let factors = value.axes[axis]
    var others = value.axes
    others[axis] = []
    self.others = others
    let start: Int
    if let first = factors.first {
      guard let found = value.memory.firstIndex(of: first),
        Array(value.memory[found...].prefix(factors.count)) == factors
      else { return nil }
      start = found
    } else {
      // One element lies anywhere; it is the channels that come first in the file and last here.
      start = axis == 0 ? value.memory.count : Self.start(of: axis, value)
    }
    before = Array(value.memory[..<start])
    after = Array(value.memory[start...].dropFirst(factors.count))
    let plain: Shape
    if after.isEmpty {
      self.axis = .channels
      plain = Shape(height: 1, width: before.size, channels: factors.size)
    } else if before.isEmpty {
      self.axis = .rows
      plain = Shape(height: factors.size, width: 1, channels: after.size)
    } else {
      self.axis = .columns
      plain = Shape(height: before.size, width: factors.size, channels: after.size)
    }
    let isKept =
      natural?[self.axis] == factors.size
      && (self.axis != .columns || natural?.channels == after.size)
    shape = isKept ? natural ?? plain : plain
  }

  /// Layouts of data that are put beside one another; nil where they lie in different orders.
  static func layouts(
    _ values: [ONNXActivation], axis: Int, natural: [Shape]
  ) -> [ONNXJointLayout]? {
    let kept = zip(values, natural).compactMap {
      ONNXJointLayout($0, axis: axis, natural: $1)
    }
    let plain = values.compactMap { ONNXJointLayout($0, axis: axis, natural: nil) }
    guard plain.count == values.count, let first = plain.first,
      plain.allSatisfy({ $0.fits(first) })
    else { return nil }
    let joins = kept.allSatisfy { layout in
      var shape = layout.shape
      shape[layout.axis] = kept[0].shape[layout.axis]
      return layout.axis == kept[0].axis && shape == kept[0].shape
    }
    return joins ? kept : plain
  }

  /// Before the first factor of an axis behind it in the file, or at the end.
  private static func start(of axis: Int, _ value: ONNXActivation) -> Int {
    let behind = Set(value.axes[(axis + 1)...].flatMap { $0 })
    return value.memory.firstIndex { behind.contains($0) } ?? value.memory.count
  }

  /// Whether data of the other layout can be put beside these.
  func fits(_ other: ONNXJointLayout) -> Bool {
    // By the number of the axis and the place within it, since factors are each value's own.
    func order(_ layout: ONNXJointLayout, _ part: [AxisFactor]) -> [[Int]] {
      part.map { factor in
        let axis = layout.others.firstIndex { $0.contains(factor) } ?? 0
        return [axis, layout.others[axis].firstIndex(of: factor) ?? 0, factor.size]
      }
    }
    return order(self, before) == order(other, other.before)
      && order(self, after) == order(other, other.after)
  }
}
