/// Operators that compute a shape from another while the network runs, as converters write them for
/// models of any batch. With a batch of 1 the result is known beforehand.
extension TFLiteTrace {
  /// Most elements of a tensor that takes part in this.
  static let maximumIntegers = 64

  /// Works out an operator whose inputs are shapes; false where it is something else.
  mutating func computesShape(_ step: TFLiteOperator, _ output: Int) throws -> Bool {
    if step.operation == .shape {
      try step.check(inputs: 1...1)
      guard let tensor = step.input(0), let shape = shapes[tensor] else { return false }
      integers[output] = shape
      return true
    }
    // At least one of the operands was computed: constants alone are nobody's shape.
    guard step.inputs.contains(where: { integers[$0] != nil }) else { return false }
    switch step.operation {
    case .stridedSlice(let masks): integers[output] = try sliced(step, masks)
    case .gather(let axis): integers[output] = try gathered(step, axis)
    case .reduceProduct: integers[output] = [try product(step)]
    case .concatenation, .pack:
      // All of these are vectors of one axis, or single numbers.
      integers[output] = try step.inputs.indices.flatMap { try operand(step, $0) }
    default: return false
    }
    guard let count = integers[output]?.count, count <= Self.maximumIntegers else {
      throw step.inconsistent(
        "a shape of more than \(Self.maximumIntegers) numbers", expected: "a shape")
    }
    return true
  }

  /// Integers that are constant or were computed; nil of a tensor that is neither.
  func integers(_ step: TFLiteOperator, _ tensor: Int) throws -> [Int]? {
    if let values = integers[tensor] { return values }
    guard model.tensors[tensor].isConstant else { return nil }
    return try model.integers(tensor, atMost: Self.maximumIntegers, step.place)
  }

  private func operand(_ step: TFLiteOperator, _ index: Int) throws -> [Int] {
    guard let tensor = step.input(index), let values = try integers(step, tensor) else {
      throw step.inconsistent(
        "input \(index), which is not a shape", expected: "a constant or part of a shape")
    }
    return values
  }

  private func sliced(_ step: TFLiteOperator, _ masks: TFLiteSliceMasks) throws -> [Int] {
    try step.check(inputs: 4...4)
    let values = try operand(step, 0)
    let (begin, end) = (try operand(step, 1), try operand(step, 2))
    guard begin.count == 1, end.count == 1, try operand(step, 3) == [1], !masks.hasOthers else {
      throw step.unsupported(
        "a slice of several axes or steps", allowed: "of one axis, step 1",
        "convert the model with an input of fixed size")
    }
    func place(_ index: Int) -> Int {
      min(max(index < 0 ? index + values.count : index, 0), values.count)
    }
    let first = masks.begin & 1 != 0 ? 0 : place(begin[0])
    if masks.shrink & 1 != 0 {
      guard first < values.count else {
        throw step.inconsistent("element \(begin[0])", expected: "one of \(values.count)")
      }
      return [values[first]]
    }
    let last = masks.end & 1 != 0 ? values.count : place(end[0])
    return Array(values[first..<max(first, last)])
  }

  private func gathered(_ step: TFLiteOperator, _ axis: Int) throws -> [Int] {
    try step.check(inputs: 2...2)
    let values = try operand(step, 0)
    return try operand(step, 1).map { index in
      guard axis == 0, values.indices.contains(index) else {
        throw step.inconsistent(
          "element \(index) of axis \(axis)", expected: "0…\(values.count - 1) of axis 0")
      }
      return values[index]
    }
  }

  private func product(_ step: TFLiteOperator) throws -> Int {
    var product = 1
    for value in try operand(step, 0) {
      let (next, overflow) = product.multipliedReportingOverflow(by: value)
      guard !overflow else { throw step.inconsistent("a product above 2⁶³", expected: "a size") }
      product = next
    }
    return product
  }
}
