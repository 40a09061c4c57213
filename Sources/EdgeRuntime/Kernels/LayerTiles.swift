/// The pieces in which a layer's output is computed: one row of a convolution, sixteen units of a
/// fully connected layer. The last layer of a network never exists as more than one tile.
extension IntegerLayer {
  /// Units of a fully connected layer's tile.
  private static var unitsPerTile: Int { 16 }

  /// Elements of every tile but possibly the last.
  private var tileSize: Int {
    switch operation {
    case .fullyConnected: Self.unitsPerTile
    case .convolution, .transposedConvolution: output.width * output.channels
    }
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
    case .fullyConnected: 0
    case .convolution(let kernel):
      Patches.byteCount(length: kernel.height * kernel.width * input.channels)
    case .transposedConvolution(let kernel):
      Patches.byteCount(
        length: TransposedConvolution.tapLimit(kernel) * Patches.padded(input.channels))
    }
  }

  /// Computes tile `index` into `sink`.
  ///
  /// - Parameters:
  ///   - input: the whole input tensor.
  ///   - scratch: `scratchBytes` of memory, aligned to 16.
  @inline(never)
  func compute(
    tile index: Int, input: UnsafePointer<Int8>, scratch: UnsafeMutableRawPointer,
    into sink: AccumulatorSink
  ) {
    switch operation {
    case .fullyConnected:
      FullyConnected(layer: self, input: input).compute(units: tile(index), into: sink)
    case .convolution(let kernel):
      Convolution(layer: self, kernel: kernel, input: input, scratch: scratch)
        .compute(row: index, into: sink)
    case .transposedConvolution(let kernel):
      TransposedConvolution(layer: self, kernel: kernel, input: input, scratch: scratch)
        .compute(row: index, into: sink)
    }
  }
}
