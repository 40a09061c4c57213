import SeededRandom

/// The networks that edgeasd trains, with freshly drawn weights.
public enum Architectures {
  /// Added to the variance by batch normalisation, as Keras does. The larger value (PyTorch: 1e-5)
  /// keeps the scale of a channel that hardly varies within what integers can represent.
  static let batchNormEpsilon: Float = 1e-3

  /// The dense autoencoder of the DCASE 2020 Task 2 baseline and of MLPerf Tiny: four hidden layers
  /// of 128, a bottleneck of 8, four of 128, each with batch norm and ReLU, and a linear output of
  /// the input's size.
  ///
  /// - Parameters:
  ///   - frames: frames in a window, at least 1.
  ///   - bands: bands of a frame, at least 1.
  ///   - seed: of the weights (He normal before a ReLU, Glorot uniform at the end; biases 0).
  public static func denseAutoencoder(
    frames: Int = 5, bands: Int = 128, seed: UInt64 = 1
  ) -> Graph {
    denseNetwork(frames: frames, bands: bands, outputs: frames * bands, seed: seed)
  }

  /// The interpolation network of Suefusa and others ("Anomalous sound detection based on interpolation
  /// deep neural network", ICASSP 2020) with the layers of the dense autoencoder: the frame in the
  /// middle from those around it. Its weights are zero for what it must not see.
  ///
  /// - Parameters:
  ///   - frames: frames in a window, odd, at least 3.
  ///   - bands: bands of a frame, at least 1.
  ///   - seed: of the weights (He normal before a ReLU, Glorot uniform at the end; biases 0).
  public static func interpolationNetwork(
    frames: Int = 5, bands: Int = 128, seed: UInt64 = 1
  ) -> Graph {
    var graph = denseNetwork(frames: frames, bands: bands, outputs: bands, seed: seed)
    let hidden = predictedPart(frames: frames, bands: bands)
    guard var weight = graph.nodes[0].parameters["weight"] else { return graph }
    for unit in 0..<weight.shape[0] {
      for place in hidden { weight.values[unit * weight.shape[1] + place] = 0 }
    }
    graph.nodes[0].parameters["weight"] = weight
    return graph
  }

  /// Values of the frame in the middle of a window.
  static func predictedPart(frames: Int, bands: Int) -> Range<Int> {
    frames / 2 * bands..<(frames / 2 + 1) * bands
  }

  private static func denseNetwork(frames: Int, bands: Int, outputs: Int, seed: UInt64) -> Graph {
    var builder = GraphBuilder(input: Shape(vector: frames * bands), seed: seed)
    for (index, units) in [128, 128, 128, 128].enumerated() {
      builder.dense("encoder.\(index)", units: units, activated: true)
    }
    builder.dense("bottleneck", units: 8, activated: true)
    for (index, units) in [128, 128, 128, 128].enumerated() {
      builder.dense("decoder.\(index)", units: units, activated: true)
    }
    builder.dense("output", units: outputs, activated: false)
    return builder.graph
  }

  /// The strided convolutional autoencoder on log-mel images: 3×3 convolutions of stride 2 with 32,
  /// 64, 64 and 128 filters, transposed ones with 64, 64 and 32, each with batch norm and ReLU, and
  /// a last one to a single channel with batch norm only, so that the output is linear. 259,971
  /// trainable parameters, 17.1 million multiplications for 64 × 64.
  ///
  /// - Parameters:
  ///   - frames: height of the image, a multiple of 16.
  ///   - bands: width of the image, a multiple of 16.
  ///   - seed: of the weights (He normal before a ReLU, Glorot uniform at the end; biases 0).
  public static func convolutionalAutoencoder(
    frames: Int = 64, bands: Int = 64, seed: UInt64 = 1
  ) -> Graph {
    precondition(frames % 16 == 0 && bands % 16 == 0, "frames and bands are multiples of 16")
    let input = Shape(height: frames, width: bands, channels: 1)
    var builder = GraphBuilder(input: input, seed: seed)
    for (index, filters) in [32, 64, 64, 128].enumerated() {
      builder.convolution("encoder.\(index)", filters: filters)
    }
    for (index, filters) in [64, 64, 32].enumerated() {
      builder.transposedConvolution("decoder.\(index)", filters: filters, activated: true)
    }
    builder.transposedConvolution("output", filters: 1, activated: false)
    return builder.graph
  }

  /// The pooling autoencoder on log-mel images: three times a 3×3 convolution with 16, 32 and 64 filters,
  /// batch norm, ReLU and the largest of 2×2; three times 2×2 values for each with 32, 16 and 16
  /// filters, batch norm and ReLU; and a linear 3×3 convolution to a single channel. Where others
  /// repeat a value when the image grows, its weights are learned here. 12.7 million multiplications
  /// for 64 × 64.
  ///
  /// - Parameters:
  ///   - frames: height of the image, a multiple of 8.
  ///   - bands: width of the image, a multiple of 8.
  ///   - seed: of the weights (He normal before a ReLU, Glorot uniform at the end; biases 0).
  public static func poolingAutoencoder(
    frames: Int = 64, bands: Int = 64, seed: UInt64 = 1
  ) -> Graph {
    precondition(frames % 8 == 0 && bands % 8 == 0, "frames and bands are multiples of 8")
    let input = Shape(height: frames, width: bands, channels: 1)
    var builder = GraphBuilder(input: input, seed: seed)
    for (index, filters) in [16, 32, 64].enumerated() {
      builder.convolution("encoder.\(index)", filters: filters, stride: 1)
      builder.maximumPool("encoder.\(index).pool")
    }
    for (index, filters) in [32, 16, 16].enumerated() {
      builder.upsampling("decoder.\(index)", filters: filters)
    }
    builder.linearConvolution("output", filters: 1)
    return builder.graph
  }

  /// A classifier of machine ids that moves along time, its channels the bands of a frame: three
  /// convolutions over three frames with 128 filters and strides of 1, 2 and 2, each with batch norm
  /// and ReLU, the mean over time, a linear layer of 128 (`embedding`) and one of `ids` (`ids`). 165
  /// thousand parameters for 128 bands; 17 million multiplications for 200 frames. As nothing but the
  /// mean depends on the number of frames, it may be trained on a few and applied to a whole clip, see
  /// `Graph.taking(frames:)`.
  ///
  /// - Parameters:
  ///   - frames: height of the image, at least 1.
  ///   - bands: channels of the image, at least 1.
  ///   - ids: at least 1.
  ///   - seed: of the weights (uniform in ±1 / √(inputs of a unit), as in the published classifiers,
  ///     which begin with PyTorch's: larger ones make Adam's steps smaller beside them and cost a
  ///     hundredth of AUC; biases 0).
  public static func idClassifier(
    frames: Int = 64, bands: Int = 128, ids: Int, seed: UInt64 = 1
  ) -> Graph {
    let input = Shape(height: frames, width: 1, channels: bands)
    var builder = GraphBuilder(input: input, seed: seed)
    for (index, stride) in [1, 2, 2].enumerated() {
      builder.convolutionInTime("time.\(index)", filters: 128, stride: stride)
    }
    builder.meanOfImage("mean")
    builder.linear("embedding", units: 128)
    builder.linear("ids", units: ids)
    return builder.graph
  }
}
