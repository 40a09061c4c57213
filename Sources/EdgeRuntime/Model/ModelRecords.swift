extension ModelFile {
  /// First record of the networks section.
  public enum Networks {
    /// `UInt32`: number of networks; the other three words are reserved.
    public static let count = 0
    /// Bytes of the record.
    public static let byteCount = 16
  }

  /// One network.
  public enum Network {
    /// `UInt32`: records of its tensors, one more than of its layers.
    public static let tensorCount = 0
    /// `UInt32`: records of its layers.
    public static let layerCount = 4
    /// `UInt32`: bytes from the section's start to the first tensor.
    public static let tensors = 8
    /// `UInt32`: bytes from the section's start to the first layer.
    public static let layers = 12
    /// `Int32`, Q9 log2 units.
    public static let inputMean = 16
    /// `Requantizer`: `Int32` multiplier, `Int32` shift.
    public static let inputRequantizer = 20
    /// Bytes of the record; the last word is reserved.
    public static let byteCount = 32
  }

  /// One activation. Tensor 0 is the network's input, tensor i + 1 the output of layer i.
  public enum Tensor {
    /// `UInt32` each.
    public static let height = 0
    /// See `height`.
    public static let width = 4
    /// See `height`.
    public static let channels = 8
    /// `UInt32`: `ElementType`.
    public static let elementType = 12
    /// `Float`: real value of one step.
    public static let scale = 16
    /// `Int32`.
    public static let zeroPoint = 20
    /// `UInt32`: bytes from the start of the network's memory; `none` for the last tensor.
    public static let arenaOffset = 24
    /// Bytes of the record; the last word is reserved.
    public static let byteCount = 32
  }

  /// What an activation's elements are.
  public enum ElementType: UInt32, Sendable {
    /// Asymmetric int8.
    case int8 = 1
  }

  /// One layer.
  public enum Layer {
    /// `UInt32`: `LayerKind`.
    public static let kind = 0
    /// `UInt32` each: indices of its inputs; the second to fourth are `none` for layers of one.
    public static let inputs = 4
    /// `UInt32`: index of its output.
    public static let output = 20
    /// `UInt32` each; all the geometry is zero where the kind has none.
    public static let kernelHeight = 24
    /// See `kernelHeight`.
    public static let kernelWidth = 28
    /// `UInt32`: in both directions.
    public static let stride = 32
    /// `UInt32`: rows of padding above the input.
    public static let padTop = 36
    /// `UInt32`: columns of padding left of the input.
    public static let padLeft = 40
    /// `Int32` each: the fused activation, in the output's integers.
    public static let clampMin = 44
    /// See `clampMin`.
    public static let clampMax = 48
    /// `UInt32`, bytes from the start of the weights section: the weights.
    public static let weights = 52
    /// `UInt32`: number of weights.
    public static let weightCount = 56
    /// `UInt32`, bytes from the start of the weights section: one bias an output channel.
    public static let bias = 60
    /// `UInt32`, bytes from the start of the weights section: one requantizer an output channel.
    public static let requantizers = 64
    /// `UInt32`, bytes from the start of the weights section: one scale an output channel.
    public static let weightScales = 68
    /// `UInt32`, bytes from the start of the networks section: its name.
    public static let name = 72
    /// `UInt32`: bytes of its name.
    public static let nameLength = 76
    /// Bytes of the record; what is not named is reserved.
    public static let byteCount = 96
    /// Inputs that a record has room for.
    public static let inputCapacity = 4
  }

  /// What a layer computes.
  public enum LayerKind: UInt32, Sendable {
    /// `output = weights · input + bias`, the input taken as a vector.
    case fullyConnected = 1
    /// Cross-correlation with padding, OHWI weights.
    case convolution = 2
    /// The gradient of a convolution with respect to its input, OHWI weights.
    case transposedConvolution = 3
  }

  /// Multiplier and shift: the memory layout of `Requantizer`.
  public enum RequantizerRecord {
    /// `Int32` multiplier, `Int32` shift.
    public static let byteCount = 8
  }

  /// What turns a network's output into a window's score.
  public enum Head {
    /// `UInt32`: `HeadKind`.
    public static let kind = 0
    /// `Int32`, Q13 log2 units.
    public static let mean = 4
    /// `UInt32`: bytes from the section's start to its requantizers.
    public static let requantizers = 8
    /// `UInt32`: number of its requantizers, one an output channel.
    public static let requantizerCount = 12
    /// Bytes of the record.
    public static let byteCount = 16
  }

  /// How a score is computed.
  public enum HeadKind: UInt32, Sendable {
    /// Mean squared reconstruction error at accumulator precision.
    case reconstructionError = 1
  }
}
