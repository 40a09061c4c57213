extension ModelFile {
  /// What an activation's elements are.
  public enum ElementType: UInt32, Sendable {
    /// Asymmetric int8.
    case int8 = 1
    /// Symmetric int16, zero point 0.
    case int16 = 2
  }

  /// What the elements of a layer's array are.
  public enum ArrayType: UInt32, Sendable {
    /// There is no array.
    case none = 0
    /// Int8.
    case int8 = 1
    /// Int16.
    case int16 = 2
    /// Int32.
    case int32 = 3
    /// Int64.
    case int64 = 4
    /// Two's complement of four bits, two to a byte, the lower half first.
    case int4 = 5
  }

  /// What a layer computes.
  public enum LayerKind: UInt32, Sendable {
    /// `output = weights · input + bias`, the input taken as a vector.
    case fullyConnected = 1
    /// Cross-correlation with padding, OHWI weights.
    case convolution = 2
    /// The gradient of a convolution with respect to its input, OHWI weights.
    case transposedConvolution = 3
    /// Cross-correlation of each channel for itself, HWO weights; output channel
    /// `c · multiplier + m` sees input channel `c`.
    case depthwiseConvolution = 4
    /// Mean over a window, without the padding.
    case averagePool = 5
    /// Largest of a window.
    case maximumPool = 6
    /// Mean over whole axes.
    case mean = 7
    /// Sum of two inputs.
    case add = 8
    /// Inputs one after the other along an axis.
    case concatenate = 9
    /// The input with `fill` around it.
    case pad = 10
    /// The same elements in another shape.
    case copy = 11
    /// The same reals in other steps, or of another element type.
    case rescale = 12
    /// int8 by a table of 256.
    case lookup = 13
    /// Logistic function of int16, by a table of 256.
    case logistic = 14
    /// Hyperbolic tangent of int16, by the same table.
    case tanh = 15
    /// Softmax over the channels.
    case softmax = 16
  }

  /// How a score is computed.
  public enum HeadKind: UInt32, Sendable {
    /// Mean squared reconstruction error at accumulator precision: one requantizer an output
    /// channel.
    case reconstructionError = 1
    /// Mean squared reconstruction error of the output's integers: a single requantizer.
    case outputError = 2
    /// The model is a bare network.
    case none = 3
    /// Squared distance of the output from the nearest prototype.
    case nearestPrototype = 4
    /// Cross entropy of a classifier of machines.
    case crossEntropy = 5
    /// Distance of levels from the nearest cluster, in its spreads.
    case nearestCluster = 6
  }

  /// What a network is given of the frames of a window.
  public enum FramePooling: UInt32, Sendable {
    /// All of them, oldest first.
    case none = 0
    /// The mean over time, one value a band.
    case mean = 1
    /// The largest value over time, one a band.
    case maximum = 2
    /// Of all bands the mean, then of all the largest value.
    case meanAndMaximum = 3
    /// Of each band the mean square that eight modulation filters let through of its envelope.
    case modulation = 4
  }
}

extension ModelFile.ElementType {
  /// Bytes of an element.
  public var byteCount: Int { self == .int8 ? 1 : 2 }

  /// Smallest and largest element.
  public var range: ClosedRange<Int64> { self == .int8 ? -128...127 : -32768...32767 }
}

extension ModelFile.FramePooling {
  /// Values that a network is given of each band; 0 where it is given the frames.
  public var valuesPerBand: Int {
    switch self {
    case .none: 0
    case .mean, .maximum: 1
    case .meanAndMaximum: 2
    case .modulation: ModulationSpectrum.filters
    }
  }
}

extension ModelFile.ArrayType {
  /// Bytes of `count` elements.
  public func byteCount(_ count: Int64) -> Int64 {
    switch self {
    case .none: 0
    case .int4: (count + 1) / 2
    case .int8: count
    case .int16: 2 * count
    case .int32: 4 * count
    case .int64: 8 * count
    }
  }
}
