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
    /// `UInt32`: bytes from the start of the network's memory; `none` for a last tensor that the
    /// score head takes as accumulators.
    public static let arenaOffset = 24
    /// Bytes of the record; the last word is reserved.
    public static let byteCount = 32
  }

  /// One layer.
  public enum Layer {
    /// `UInt32`: `LayerKind`.
    public static let kind = 0
    /// `UInt32` each: indices of its inputs; those it does not have are `none`.
    public static let inputs = 4
    /// `UInt32`: index of its output.
    public static let output = 20
    /// `UInt32` each; all the geometry is zero where the kind has none.
    public static let kernelHeight = 24
    /// See `kernelHeight`.
    public static let kernelWidth = 28
    /// `UInt32`: input rows from one output row to the next, or the reverse where transposed.
    public static let strideHeight = 32
    /// `UInt32`: the same for columns.
    public static let strideWidth = 36
    /// `UInt32`: input rows from one kernel row to the next.
    public static let dilationHeight = 40
    /// `UInt32`: the same for columns.
    public static let dilationWidth = 44
    /// `UInt32`: rows of padding above the input.
    public static let padTop = 48
    /// `UInt32`: columns of padding left of the input.
    public static let padLeft = 52
    /// `UInt32`: for `concatenate` the axis (0 rows, 1 columns, 2 channels), for `mean` a bit for
    /// each axis that is reduced.
    public static let axis = 56
    /// `Int32`: what `pad` puts around its input, in the output's integers.
    public static let fill = 60
    /// `Int32` each: the fused activation, in the output's integers.
    public static let clampMin = 64
    /// See `clampMin`.
    public static let clampMax = 68
    /// `UInt32`: `ArrayType` of the weights, or of the table of a kind that looks up its output.
    public static let weightType = 72
    /// `UInt32`, bytes from the start of the weights section: the weights.
    public static let weights = 76
    /// `UInt32`: number of weights.
    public static let weightCount = 80
    /// `UInt32`: `ArrayType` of the biases, which is that of the accumulators too.
    public static let biasType = 84
    /// `UInt32`, bytes from the start of the weights section: one bias an output channel.
    public static let bias = 88
    /// `UInt32`, bytes from the start of the weights section: as many as the kind needs.
    public static let requantizers = 92
    /// `UInt32`, bytes from the start of the weights section: one scale an output channel.
    public static let weightScales = 96
    /// `UInt32`, bytes from the start of the networks section: its name.
    public static let name = 100
    /// `UInt32`: bytes of its name.
    public static let nameLength = 104
    /// `UInt32`, bytes from the start of the weights section: the sum of its weights (`Int32`) of each
    /// output channel, where `hasWeightSums` says so.
    public static let weightSums = 108
    /// Bytes of the record; what is not named is reserved.
    public static let byteCount = 128
    /// Inputs that a record has room for.
    public static let inputCapacity = 4
  }

  /// Multiplier and shift: the memory layout of `Requantizer`.
  public enum RequantizerRecord {
    /// `Int32` multiplier, `Int32` shift.
    public static let byteCount = 8
  }

  /// What turns a network's output into a window's score. Fields of the other kind are zero.
  ///
  /// A reconstruction head has an array of `Requantizer` records. A head of prototypes has of each
  /// prototype the `Place` record, then of each the elements (Int16, in the output's steps from its
  /// zero point), then of each id the `Name`, every block at a multiple of eight. A head of clusters
  /// is like one of prototypes, with the elements of all centres and then those of all spreads. A head
  /// of cross entropy has of each id the `Name`.
  public enum Head {
    /// `UInt32`: `HeadKind`.
    public static let kind = 0
    /// Of reconstruction, `Int32`, Q13 log2 units.
    public static let mean = 4
    /// `UInt32`: bytes from the section's start to its requantizers.
    public static let requantizers = 8
    /// `UInt32`: number of its requantizers.
    public static let requantizerCount = 12
    /// `UInt32`: bits that accumulators of 64 bits lose, rounded, before they are requantized.
    public static let accumulatorShift = 16
    /// `UInt32`: place in the window of the first value that is compared.
    public static let firstElement = 20
    /// Of all others, `UInt32`: number of ids that are told apart.
    public static let idCount = 4
    /// `UInt32`: bytes from the section's start to the head's arrays.
    public static let arrays = 8
    /// `UInt32`: number of prototypes or clusters.
    public static let prototypeCount = 12
    /// `UInt32`: elements of a prototype, or of a cluster's centre.
    public static let dimension = 16
    /// `UInt32`: with `scoreShift` what a squared step adds to the score, or what a step stands for in
    /// octaves, `multiplier · 2^-shift` in units of Q24; at least 2³⁰ and below 2³¹.
    public static let scoreMultiplier = 20
    /// `UInt32`: see `scoreMultiplier`; 1…62, of cross entropy and clusters 3…62.
    public static let scoreShift = 24
    /// Bytes of the record; what is not named is reserved.
    public static let byteCount = 32
  }

  /// Where a prototype stands: the memory layout of `PrototypePlace`.
  public enum Place {
    /// `UInt16` block of the output that it is compared with, `UInt16` id that it stands for.
    public static let byteCount = 4
  }

  /// The name of an id.
  public enum Name {
    /// UTF-8, padded with zeros.
    public static let byteCount = 16
  }
}
