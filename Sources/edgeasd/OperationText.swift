import FloatModels

extension FloatModels.Operation {
  /// What a layer is, in the words of a table.
  var text: String {
    switch self {
    case .dense(let units): "dense \(units)"
    case .convolution(let filters, let window): "conv \(filters), \(window.text)"
    case .transposedConvolution(let filters, let window):
      "transposed conv \(filters), \(window.text)"
    case .depthwiseConvolution(let multiplier, let window):
      "depthwise conv" + (multiplier == 1 ? "" : " ×\(multiplier)") + ", \(window.text)"
    case .averagePool(let window): "average pool \(window.text)"
    case .maximumPool(let window): "max pool \(window.text)"
    case .mean(let axes): "mean over \(axes.axes.map { "\($0)" }.joined(separator: ", "))"
    case .add: "add"
    case .concatenate(let axis): "concatenate \(axis)"
    case .reshape: "reshape"
    case .pad(let edges, let value): "pad \(edges.text) with \(value)"
    case .batchNorm: "batch norm"
    case .relu: "ReLU"
    case .relu6: "ReLU6"
    case .logistic: "logistic"
    case .tanh: "tanh"
    case .softmax: "softmax"
    }
  }
}

extension KernelWindow {
  /// `3×3 /2`, and what is unlike the usual.
  fileprivate var text: String {
    var text = "\(height)×\(width) /\(strideHeight)"
    if strideWidth != strideHeight { text += "×\(strideWidth)" }
    if (dilationHeight, dilationWidth) != (1, 1) {
      text += ", dilated \(dilationHeight)×\(dilationWidth)"
    }
    if case .explicit(let top, let bottom, let left, let right) = padding, padding != .valid {
      text += ", padded \(Edges(top: top, bottom: bottom, left: left, right: right).text)"
    }
    return text + (padding == .valid && taps > 1 ? ", unpadded" : "")
  }
}

extension Edges {
  /// Top, bottom, left, right.
  fileprivate var text: String { "\(top) \(bottom) \(left) \(right)" }
}
