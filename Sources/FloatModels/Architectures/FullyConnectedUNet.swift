extension Architectures {
  /// A fully connected U-Net (the layers of Ronneberger and others, "U-Net", MICCAI 2015, on a vector): a
  /// linear layer of the input's size, four layers of 128 with batch norm and ReLU, a bottleneck of 8, four
  /// of 128, and a linear output of the input's size. What each layer down gives goes, beside what comes from
  /// below, to the layer on the same level of the way up; the last one's to the output.
  ///
  /// - Parameters:
  ///   - values: of a window, at least 1.
  ///   - seed: of the weights (He normal before a ReLU, else Glorot uniform; biases 0).
  public static func fullyConnectedUNet(values: Int = 256, seed: UInt64 = 1) -> Graph {
    var builder = GraphBuilder(input: Shape(vector: values), seed: seed)
    builder.dense("input", units: values, activated: false)
    var levels: [Int] = []
    for index in 0..<4 {
      builder.dense("encoder.\(index)", units: 128, activated: true)
      levels.append(builder.tip)
    }
    builder.dense("bottleneck", units: 8, activated: true)
    for (index, level) in levels.reversed().enumerated() {
      builder.dense("decoder.\(index)", units: 128, activated: true)
      builder.concatenation("decoder.\(index).skip", with: level)
    }
    builder.dense("output", units: values, activated: false)
    return builder.graph
  }
}
