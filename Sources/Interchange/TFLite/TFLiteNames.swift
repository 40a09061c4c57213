/// Names of layers from those of tensors, which converters put together from the names of all that
/// was fused: `model/re_lu_3/Relu;model/conv2d_3/BiasAdd;…`.
enum TFLiteNames {
  /// The innermost part that an author is likely to know: `conv2d_3`.
  ///
  /// - Parameters:
  ///   - operation: the name where there is no such part.
  ///   - isLinear: whether the layer has weights, and thus a name of its own beside that of the
  ///     activation or batch norm that was fused into it.
  static func layer(_ tensor: String, or operation: String, isLinear: Bool) -> String {
    let names = tensor.split(separator: ";").compactMap(innermost)
    let own = isLinear ? names.first { name in !companions.contains(where: name.hasPrefix) } : nil
    return own ?? names.first ?? operation
  }

  /// The last part of a path that is not TensorFlow's name of an operation.
  private static func innermost(_ path: Substring) -> String? {
    var parts = path.split(whereSeparator: { $0 == "/" || $0 == ":" })
    // Behind this part stands the arithmetic of a batch norm.
    if let end = parts.firstIndex(of: "batchnorm") { parts.removeSubrange(end...) }
    return parts.last { !isGeneric($0) && $0.contains(where: \.isLetter) }.map(String.init)
  }

  /// Whether a part says nothing that the operation does not; a number may follow.
  private static func isGeneric(_ part: Substring) -> Bool {
    words.contains { word in
      part.hasPrefix(word)
        && part.dropFirst(word.count).allSatisfy { $0.isNumber || $0 == "_" || $0 == "d" }
    }
  }

  private static let companions = ["re_lu", "activation", "batch_normalization", "dropout"]

  private static let words = [
    "Add", "AddV2", "AvgPool", "BatchToSpaceND", "BiasAdd", "Conv2D", "ExpandDims",
    "FusedBatchNormV3", "Identity", "MatMul", "MaxPool", "Mean", "Mul", "Pad", "PadV2",
    "PartitionedCall", "ReadVariableOp", "Relu", "Relu6", "Reshape", "Shape", "Sigmoid", "Softmax",
    "SpaceToBatchND", "Squeeze", "StatefulPartitionedCall", "Sub", "Tanh", "Tensordot", "concat",
    "conv_transpose", "convolution", "depthwise", "resource", "strided_slice", "transpose",
  ]
}
