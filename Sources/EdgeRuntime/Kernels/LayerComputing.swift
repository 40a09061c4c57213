extension IntegerLayer {
  /// Computes the whole layer.
  ///
  /// - Parameters:
  ///   - inputs: the whole input tensors.
  ///   - scratch: `scratchBytes` of memory, aligned to 16.
  ///   - target: room for the output's elements.
  func compute(
    inputs: LayerInputs, scratch: UnsafeMutableRawPointer, into target: UnsafeMutableRawPointer
  ) {
    switch operation {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution:
      compute(
        tiles: 0..<tileCount, input: inputs[0], scratch: scratch,
        into: AccumulatorSink(self, output: target))
    case .averagePool(let kernel):
      computePool(kernel, isAverage: true, inputs[0], into: target)
    case .maximumPool(let kernel):
      computePool(kernel, isAverage: false, inputs[0], into: target)
    case .mean(let axes): computeMean(axes, inputs[0], into: target)
    case .add: computeSum(inputs[0], inputs[1], into: target)
    case .rescale: rescale(inputs[0], into: target)
    case .lookup: lookUp(inputs[0], into: target)
    case .logistic: SigmoidCurve(self).compute(isTanh: false, inputs[0], into: target)
    case .tanh: SigmoidCurve(self).compute(isTanh: true, inputs[0], into: target)
    case .softmax:
      if output.elementType == .int8 {
        ByteSoftmax(self).compute(inputs[0], into: target)
      } else {
        HalfSoftmax(self).compute(inputs[0], into: target)
      }
    case .concatenate(let axis): concatenate(inputs, axis, into: target)
    case .pad(let top, let left, let fill): pad(inputs[0], top, left, fill, into: target)
    case .copy: target.copyMemory(from: inputs[0], byteCount: output.byteCount)
    }
  }
}

extension IntegerTensor {
  /// Stores element `index` of the tensor that lies at `memory`; the value is one of its type.
  @inline(__always)
  func store(_ value: Int32, at index: Int, of memory: UnsafeMutableRawPointer) {
    if elementType == .int8 {
      memory.storeBytes(of: Int8(narrowing: value), toByteOffset: index, as: Int8.self)
    } else {
      memory.storeBytes(of: Int16(narrowing: value), toByteOffset: 2 &* index, as: Int16.self)
    }
  }
}
