/// The pieces in which a layer with weights is computed: one row of a convolution, sixteen units of a
/// fully connected layer. A last layer that is scored by its sums never exists as more than one tile.
extension IntegerLayer {
  /// Units of a fully connected layer's tile.
  private static var unitsPerTile: Int { 16 }

  /// Elements of every tile but possibly the last.
  private var tileSize: Int {
    if case .fullyConnected = operation { return Self.unitsPerTile }
    return output.width * output.channels
  }

  /// Number of tiles.
  var tileCount: Int { (output.count + tileSize - 1) / tileSize }

  /// Elements of the largest tile.
  var largestTile: Int { min(tileSize, output.count) }

  /// The output elements of tile `index`.
  func tile(_ index: Int) -> Range<Int> {
    index * tileSize..<min((index + 1) * tileSize, output.count)
  }

  /// Bytes of scratch memory that the kernel of this layer needs; aligned to 16.
  var scratchBytes: Int {
    switch operation {
    case .fullyConnected:
      weightType == .int16
        ? WideUnits.scratchBytes(self) : FullyConnected.scratchBytes(self)
    case .convolution(let kernel): Convolution.scratchBytes(self, kernel)
    case .transposedConvolution(let kernel): TransposedConvolution.scratchBytes(self, kernel)
    case .depthwiseConvolution: DepthwiseConvolution.scratchBytes(self)
    default: 0
    }
  }

  /// Computes neighbouring tiles of a layer with weights; place 0 of the sink is the first element of
  /// the first one.
  ///
  /// - Parameters:
  ///   - input: the whole input tensor.
  ///   - scratch: `scratchBytes` of memory, aligned to 16.
  @inline(never)
  func compute(
    tiles: Range<Int>, input: UnsafeRawPointer, scratch: UnsafeMutableRawPointer,
    into sink: AccumulatorSink
  ) {
    switch operation {
    case .convolution(let kernel):
      Convolution(self, kernel, input: input, scratch: scratch).compute(rows: tiles, into: sink)
    case .transposedConvolution(let kernel):
      TransposedConvolution(self, kernel, input: input, scratch: scratch)
        .compute(rows: tiles, into: sink)
    case .depthwiseConvolution(let kernel):
      DepthwiseConvolution(self, kernel, input: input, scratch: scratch)
        .compute(rows: tiles, into: sink)
    default:
      let units = tile(tiles.lowerBound).lowerBound..<tile(tiles.upperBound - 1).upperBound
      if weightType == .int16 {
        WideUnits(self, input: input, scratch: scratch).compute(units: units, into: sink)
      } else {
        FullyConnected(self, input: input, scratch: scratch).compute(units: units, into: sink)
      }
    }
  }
}
