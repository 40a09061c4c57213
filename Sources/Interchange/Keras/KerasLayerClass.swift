/// The layers that are taken over, by their classes.
enum KerasLayerClass: String, CaseIterable {
  case activation = "Activation"
  case add = "Add"
  case averagePooling1D = "AveragePooling1D"
  case averagePooling2D = "AveragePooling2D"
  case batchNormalization = "BatchNormalization"
  case concatenate = "Concatenate"
  case conv1D = "Conv1D"
  case conv2D = "Conv2D"
  case conv2DTranspose = "Conv2DTranspose"
  case dense = "Dense"
  case depthwiseConv2D = "DepthwiseConv2D"
  case dropout = "Dropout"
  case flatten = "Flatten"
  case functional = "Functional"
  case gaussianDropout = "GaussianDropout"
  case gaussianNoise = "GaussianNoise"
  case globalAveragePooling1D = "GlobalAveragePooling1D"
  case globalAveragePooling2D = "GlobalAveragePooling2D"
  case inputLayer = "InputLayer"
  case maxPooling1D = "MaxPooling1D"
  case maxPooling2D = "MaxPooling2D"
  case model = "Model"
  case reLU = "ReLU"
  case reshape = "Reshape"
  case separableConv2D = "SeparableConv2D"
  case sequential = "Sequential"
  case softmax = "Softmax"
  case spatialDropout1D = "SpatialDropout1D"
  case spatialDropout2D = "SpatialDropout2D"
  case zeroPadding2D = "ZeroPadding2D"

  /// What to do about layers that are not taken over.
  static func remedy(for classes: [String]) -> String {
    if classes.contains("UpSampling2D") {
      return "enlarge by Conv2DTranspose instead of UpSampling2D, and train again"
    }
    if classes.contains("Lambda") || classes.contains("TFOpLambda") {
      return "do in layers, or outside of the model, what is done in Python functions"
    }
    if classes.contains(where: { ["LSTM", "GRU", "SimpleRNN"].contains($0) }) {
      return "use convolutions over time instead of recurrent layers"
    }
    if classes.contains(where: { ["Normalization", "Rescaling"].contains($0) }) {
      return "put BatchNormalization in its place, or scale the data outside of the model"
    }
    return "replace them by what is known: Dense, Conv2D, DepthwiseConv2D, Conv2DTranspose, "
      + "BatchNormalization, ReLU, pooling"
  }
}
