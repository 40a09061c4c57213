/// Which operators a result depends on: what a file computes beside it need not be understood.
enum ONNXDependencies {
  /// Indices of the operators in the file's order, which is one of execution.
  static func nodes(
    of output: String, _ model: ONNXModel
  ) throws(InterchangeError.Problem) -> [Int] {
    var makers: [String: Int] = [:]
    for (index, node) in model.nodes.enumerated() {
      for name in node.outputs where !name.isEmpty {
        guard makers.updateValue(index, forKey: name) == nil else {
          throw .damaged(format: "ONNX", found: "two operators make \(name)")
        }
      }
    }
    var needed = Set<Int>()
    var open = [output]
    while let name = open.popLast() {
      if let maker = makers[name], needed.insert(maker).inserted {
        open += model.nodes[maker].inputs
      }
    }
    return needed.sorted()
  }
}
