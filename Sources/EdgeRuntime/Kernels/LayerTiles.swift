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
        ? WideUnits.scratchBytes(self) : WeightRows.byteCount(self, slots: 4)
    case .convolution(let kernel): Convolution.scratchBytes(self, kernel)
    case .transposedConvolution(let kernel): TransposedConvolution.scratchBytes(self, kernel)
    case .depthwiseConvolution: DepthwiseConvolution.scratchBytes(self)
    default: 0
    }
  }

  /// Computes tile `index` of a layer with weights into `sink`.
  ///
  /// - Parameters:
  ///   - inputs: the whole input tensors.
  ///   - scratch: `scratchBytes` of memory, aligned to 16.
  @inline(never)
  func compute(
    tile index: Int, inputs: LayerInputs, scratch: UnsafeMutableRawPointer,
    into sink: AccumulatorSink
  ) {
    let input = inputs[0]
    switch operation {
    case .convolution(let kernel):
      Convolution(layer: self, kernel: kernel, input: input, scratch: scratch)
        .compute(row: index, into: sink)
    case .transposedConvolution(let kernel):
      TransposedConvolution(layer: self, kernel: kernel, input: input, scratch: scratch)
        .compute(row: index, into: sink)
    case .depthwiseConvolution(let kernel):
      DepthwiseConvolution(layer: self, kernel: kernel, input: input, scratch: scratch)
        .compute(row: index, into: sink)
    default: computeUnits(tile(index), input, scratch, into: sink)
    }
  }

  /// Units of a fully connected layer.
  private func computeUnits(
    _ units: Range<Int>, _ input: UnsafeRawPointer, _ scratch: UnsafeMutableRawPointer,
    into sink: AccumulatorSink
  ) {
    if weightType == .int16 {
      return WideUnits(self, input: input, scratch: scratch).compute(units: units, into: sink)
    }
    let rows = WeightRows(self, scratch: scratch)
    if self.input.elementType == .int8 {
      FullyConnected(
        rows: rows, input: input.assumingMemoryBound(to: Int8.self),
        zeroPoint: self.input.zeroPoint
      ).compute(units: units, into: sink)
    } else {
      FullyConnected(rows: rows, input: input.assumingMemoryBound(to: Int16.self), zeroPoint: 0)
        .compute(units: units, into: sink)
    }
  }
}
