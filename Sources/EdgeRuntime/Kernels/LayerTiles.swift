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
    case .convolution(let kernel):
      Patches.byteCount(length: kernel.height * kernel.width * input.channels)
    case .transposedConvolution(let kernel):
      Patches.byteCount(
        length: TransposedConvolution.tapLimit(kernel) * Patches.padded(input.channels))
    default: 0
    }
  }

  /// Computes the whole layer.
  ///
  /// - Parameters:
  ///   - inputs: the whole input tensors.
  ///   - scratch: `scratchBytes` of memory, aligned to 16.
  ///   - target: room for the output's elements.
  func compute(
    inputs: LayerInputs, scratch: UnsafeMutableRawPointer, into target: UnsafeMutableRawPointer
  ) {
    for number in 0..<tileCount {
      let place = tile(number).lowerBound &* output.elementType.byteCount
      let sink = AccumulatorSink(self, output: target + place)
      compute(tile: number, inputs: inputs, scratch: scratch, into: sink)
    }
  }

  /// Computes tile `index` of a layer with weights into `sink`.
  @inline(never)
  func compute(
    tile index: Int, inputs: LayerInputs, scratch: UnsafeMutableRawPointer,
    into sink: AccumulatorSink
  ) {
    let input = inputs[0].assumingMemoryBound(to: Int8.self)
    switch operation {
    case .fullyConnected:
      FullyConnected(layer: self, input: input).compute(units: tile(index), into: sink)
    case .convolution(let kernel):
      Convolution(layer: self, kernel: kernel, input: input, scratch: scratch)
        .compute(row: index, into: sink)
    case .transposedConvolution(let kernel):
      TransposedConvolution(layer: self, kernel: kernel, input: input, scratch: scratch)
        .compute(row: index, into: sink)
    default: break
    }
  }
}
