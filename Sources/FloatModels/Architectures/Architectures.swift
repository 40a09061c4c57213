import SeededRandom

/// The autoencoders that edgeasd trains, with freshly drawn weights.
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
    var builder = GraphBuilder(input: Shape(vector: frames * bands), seed: seed)
    for (index, units) in [128, 128, 128, 128].enumerated() {
      builder.dense("encoder.\(index)", units: units, activated: true)
    }
    builder.dense("bottleneck", units: 8, activated: true)
    for (index, units) in [128, 128, 128, 128].enumerated() {
      builder.dense("decoder.\(index)", units: units, activated: true)
    }
    builder.dense("output", units: frames * bands, activated: false)
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
}
