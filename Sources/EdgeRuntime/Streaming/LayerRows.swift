/// Layers whose rows follow time, a few rows at a time.
extension IntegerLayer {
  /// Computes some rows of the output; of any layer but one that mixes all rows.
  ///
  /// - Parameters:
  ///   - rows: within the output, at least one.
  ///   - inputs: the whole input tensors.
  ///   - scratch: `scratchBytes` of memory, aligned to 16.
  ///   - target: the whole output tensor.
  @inline(never)
  func compute(
    rows: Range<Int>, inputs: LayerInputs, scratch: UnsafeMutableRawPointer,
    into target: UnsafeMutableRawPointer
  ) {
    let place = target + rows.lowerBound &* output.rowBytes
    var inputs = inputs
    let part: IntegerLayer
    switch operation {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution:
      return compute(
        tiles: rows, input: inputs[0], scratch: scratch, into: AccumulatorSink(self, output: place))
    case .averagePool(let kernel):
      part = with(.averagePool(kernel.moved(rows.lowerBound)), input.height, rows.count)
    case .maximumPool(let kernel):
      part = with(.maximumPool(kernel.moved(rows.lowerBound)), input.height, rows.count)
    case .pad(let top, let left, let fill):
      // What of the input falls into these rows.
      let first = min(max(rows.lowerBound &- top, 0), input.height)
      let end = min(max(rows.upperBound &- top, first), input.height)
      inputs[0] += first &* input.rowBytes
      part = with(
        .pad(top: top &+ first &- rows.lowerBound, left: left, fill: fill), end &- first,
        rows.count)
    default:
      for number in 0..<inputCount {
        inputs[number] += rows.lowerBound &* input(number).rowBytes
      }
      part = with(operation, rows.count, rows.count)
    }
    part.compute(inputs: inputs, scratch: scratch, into: place)
  }

  /// The layer with another operation on tensors of so many rows.
  private func with(
    _ operation: IntegerOperation, _ inputRows: Int, _ outputRows: Int
  ) -> IntegerLayer {
    var others = otherInputs
    for number in 0..<3 { others[number] = others[number].with(height: inputRows) }
    return IntegerLayer(
      operation: operation, inputCount: inputCount, inputIndices: inputIndices,
      outputIndex: outputIndex, input: input.with(height: inputRows), otherInputs: others,
      output: output.with(height: outputRows), weightType: weightType, weights: weights,
      weightCount: weightCount, biasType: biasType, bias: bias, requantizers: requantizers,
      weightScales: weightScales, weightSums: weightSums, clampMin: clampMin, clampMax: clampMax,
      name: name)
  }
}

extension KernelGeometry {
  /// The kernel as it stands for an output that begins at row `first` of its own.
  fileprivate func moved(_ first: Int) -> KernelGeometry {
    KernelGeometry(
      height: height, width: width, strideHeight: strideHeight, strideWidth: strideWidth,
      dilationHeight: dilationHeight, dilationWidth: dilationWidth,
      padTop: padTop &- first &* strideHeight, padLeft: padLeft)
  }
}

extension IntegerTensor {
  /// Elements of a row.
  var rowElements: Int { width &* channels }

  /// Bytes of a row.
  var rowBytes: Int { rowElements &* elementType.byteCount }

  /// A tensor of other height.
  func with(height: Int) -> IntegerTensor {
    IntegerTensor(
      height: height, width: width, channels: channels, elementType: elementType, scale: scale,
      zeroPoint: zeroPoint, arenaOffset: arenaOffset)
  }
}
