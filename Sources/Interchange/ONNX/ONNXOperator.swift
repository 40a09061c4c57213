/// The operators that are taken over, by their names in the files.
enum ONNXOperator: String, CaseIterable {
  case add = "Add"
  case averagePool = "AveragePool"
  case batchNormalization = "BatchNormalization"
  case cast = "Cast"
  case clip = "Clip"
  case concat = "Concat"
  case constant = "Constant"
  case constantOfShape = "ConstantOfShape"
  case conv = "Conv"
  case convTranspose = "ConvTranspose"
  case div = "Div"
  case dropout = "Dropout"
  case flatten = "Flatten"
  case gather = "Gather"
  case gemm = "Gemm"
  case globalAveragePool = "GlobalAveragePool"
  case identity = "Identity"
  case matMul = "MatMul"
  case max = "Max"
  case maxPool = "MaxPool"
  case min = "Min"
  case mul = "Mul"
  case pad = "Pad"
  case reduceMean = "ReduceMean"
  case relu = "Relu"
  case reshape = "Reshape"
  case shape = "Shape"
  case sigmoid = "Sigmoid"
  case slice = "Slice"
  case softmax = "Softmax"
  case squeeze = "Squeeze"
  case sub = "Sub"
  case tanh = "Tanh"
  case transpose = "Transpose"
  case unsqueeze = "Unsqueeze"

  /// Nil for an operator of another domain or name.
  init?(_ node: ONNXNode) {
    guard node.domain.isEmpty || node.domain == "ai.onnx" else { return nil }
    self.init(rawValue: node.operatorType)
  }

  /// What to do about operators that are not taken over.
  static func remedy(for nodes: [ONNXNode]) -> String {
    let names = Set(nodes.map(\.operatorType))
    func has(_ candidates: String...) -> Bool { candidates.contains { names.contains($0) } }
    if has("QuantizeLinear", "DequantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger") {
      return "give the float model: edgeasd quantizes by itself"
    }
    if has("If", "Loop", "Scan") {
      return "export it with fixed sizes and without branches that depend on data"
    }
    if has("Resize", "Upsample") {
      return "enlarge by a transposed convolution instead, and train again"
    }
    if has("LSTM", "GRU", "RNN") {
      return "use convolutions over time instead of recurrent layers"
    }
    if let node = nodes.first(where: { !$0.domain.isEmpty && $0.domain != "ai.onnx" }) {
      return "export it without operators of the domain \(node.domain)"
    }
    return "replace them by what is known: convolutions, dense layers, pools, Relu, Clip(0, 6), "
      + "Sigmoid, Tanh, Softmax"
  }
}
