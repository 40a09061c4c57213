@testable import EdgeRuntime

/// Makes a layer of an operator of a `.tflite` file, as TensorFlow Lite prepares it.
struct TFLiteLowering {
  let inputs: [TFLiteTensor]
  let output: TFLiteTensor
  let options: FlatTable?

  func layer(_ kind: TFLiteOperator) -> OwnedLayer {
    switch kind {
    case .fullyConnected: linear(.fullyConnected, activation: 0)
    case .convolution:
      linear(.convolution(geometry(strides: (2, 1), dilations: (5, 4), from: 0)), activation: 3)
    case .depthwiseConvolution:
      linear(
        .depthwiseConvolution(geometry(strides: (2, 1), dilations: (6, 5), from: 0)), activation: 4)
    case .transposeConvolution:
      linear(.transposedConvolution(geometry(strides: (2, 1), from: 2)), activation: 3, from: 2)
    case .averagePool: pool { .averagePool($0) }
    case .maximumPool: pool { .maximumPool($0) }
    case .mean: mean()
    case .add: add()
    case .concatenation:
      plain(.concatenate(axis: (options!.integer(0, size: 4) + 3) % 4), count: inputs.count)
    case .pad, .padV2: pad()
    case .reshape: plain(.copy)
    case .quantize: rescale(within: nil)
    case .relu: rescale(within: output.zeroPoint...Int32(Int16.max))
    case .relu6: relu6()
    case .logistic, .tanh: curve(isTanh: kind == .tanh)
    case .softmax: softmax()
    }
  }

  private var source: IntegerTensor { inputs[0].activation }

  private func plain(_ operation: IntegerOperation, count: Int = 1) -> OwnedLayer {
    OwnedLayer(
      operation, inputs.prefix(count).map(\.activation), output.activation, OwnedLayer.Contents())
  }

  /// A layer with weights; the transposed one's input is not the first.
  private func linear(
    _ operation: IntegerOperation, activation: Int, from number: Int = 0
  ) -> OwnedLayer {
    let (input, weights) = (inputs[number], inputs[1])
    let biases = inputs.count > max(number + 1, 2) ? inputs[max(number + 1, 2)] : nil
    let channels = output.activation.channels
    var contents = OwnedLayer.Contents()
    contents.weights = weights.numbers
    contents.weightType = weights.arrayType
    contents.bias =
      biases.map { $0.numbers.map { Int64($0) } } ?? .init(repeating: 0, count: channels)
    // Without biases Int16 inputs are summed in 64 bits.
    contents.isWide = input.arrayType == .int16 && biases?.arrayType != .int32
    contents.requantizers = (0..<channels).map { channel in
      let scale = weights.scales[weights.scales.count == 1 ? 0 : channel]
      return Requantizer(
        nearest: Double(input.scales[0]) * Double(scale) / Double(output.scales[0]))
    }
    contents.clamp = clamp(fused: options!.integer(activation, size: 1))
    return OwnedLayer(operation, [input.activation], output.activation, contents)
  }

  /// Limits of a fused activation.
  private func clamp(fused: Int) -> ClosedRange<Int32> {
    let six = output.zeroPoint + Int32((6 / output.scales[0]).rounded(.toNearestOrAwayFromZero))
    return switch fused {
    case 1: output.zeroPoint...Int32.max
    case 3: output.zeroPoint...six
    default: Int32.min...Int32.max
    }
  }

  /// Of a convolution, whose weights are the second input; field numbers of (height, width).
  private func geometry(
    strides: (Int, Int), dilations: (Int, Int)? = nil, from number: Int
  ) -> KernelGeometry {
    let size = inputs[1].shape
    func dilation(_ field: Int) -> Int {
      options!.has(field) ? options!.integer(field, size: 4) : 1
    }
    let spread = dilations.map { (dilation($0.0), dilation($0.1)) } ?? (1, 1)
    // A transposed convolution goes from small to large.
    let (small, large) =
      number == 0
      ? (output.activation, source) : (inputs[number].activation, output.activation)
    return geometry(
      (size[1], size[2]), strides: strides, dilations: spread, from: large, to: small)
  }

  private func geometry(
    _ size: (Int, Int), strides: (Int, Int), dilations: (Int, Int), from large: IntegerTensor,
    to small: IntegerTensor
  ) -> KernelGeometry {
    let stride = (options!.integer(strides.0, size: 4), options!.integer(strides.1, size: 4))
    let same = options!.integer(0, size: 1) == 0
    func padding(_ large: Int, _ small: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
      same ? max((small - 1) * stride + (kernel - 1) * dilation + 1 - large, 0) / 2 : 0
    }
    return KernelGeometry(
      height: size.0, width: size.1, strideHeight: stride.0, strideWidth: stride.1,
      dilationHeight: dilations.0, dilationWidth: dilations.1,
      padTop: padding(large.height, small.height, size.0, stride.0, dilations.0),
      padLeft: padding(large.width, small.width, size.1, stride.1, dilations.1))
  }

  private func pool(_ operation: (KernelGeometry) -> IntegerOperation) -> OwnedLayer {
    let size = (options!.integer(4, size: 4), options!.integer(3, size: 4))
    let kernel = geometry(
      size, strides: (2, 1), dilations: (1, 1), from: source, to: output.activation)
    var contents = OwnedLayer.Contents()
    contents.clamp = clamp(fused: options!.integer(5, size: 1))
    return OwnedLayer(operation(kernel), [source], output.activation, contents)
  }

  /// The division is in the multiplier, which is cut.
  private func mean() -> OwnedLayer {
    let axes = inputs[1].numbers.reduce(0) { $0 | 1 << ($1 - 1) }
    let sizes = [source.height, source.width, source.channels]
    let count = (0..<3).reduce(1) { axes >> $1 & 1 == 1 ? $0 * sizes[$1] : $0 }
    let ratio = Requantizer(nearest: Double(inputs[0].scales[0]) / Double(output.scales[0]))
    let shift = min(Int32(Int.bitWidth - 1 - count.leadingZeroBitCount), 31 + ratio.shift)
    var contents = OwnedLayer.Contents()
    contents.requantizers = [
      Requantizer(
        multiplier: Int32(Int(ratio.multiplier) << Int(shift) / count), shift: ratio.shift - shift)
    ]
    let shape = { (axis: Int) in axes >> axis & 1 == 1 ? 1 : sizes[axis] }
    let target = IntegerTensor(
      height: shape(0), width: shape(1), channels: shape(2), elementType: source.elementType,
      scale: output.scales[0], zeroPoint: output.zeroPoint, arenaOffset: nil)
    return OwnedLayer(.mean(axes: axes), [source], target, contents)
  }

  private func add() -> OwnedLayer {
    let twice = 2 * Double(max(inputs[0].scales[0], inputs[1].scales[0]))
    let unit = Double(output.arrayType == .int8 ? 1 << 20 : 1 << 15)
    var contents = OwnedLayer.Contents()
    contents.requantizers = [
      Double(inputs[0].scales[0]) / twice, Double(inputs[1].scales[0]) / twice,
      twice / (unit * Double(output.scales[0])),
    ].map { Requantizer(nearest: $0) }
    contents.clamp = clamp(fused: options!.integer(0, size: 1))
    return OwnedLayer(.add, inputs.map(\.activation), output.activation, contents)
  }

  private func pad() -> OwnedLayer {
    let margins = inputs[1].numbers
    let fill = inputs.count > 2 ? Int32(inputs[2].numbers[0]) : output.zeroPoint
    return plain(.pad(top: margins[2], left: margins[4], fill: fill))
  }

  private func rescale(within clamp: ClosedRange<Int32>?) -> OwnedLayer {
    var contents = OwnedLayer.Contents()
    contents.requantizers = [
      Requantizer(nearest: Double(inputs[0].scales[0]) / Double(output.scales[0]))
    ]
    if let clamp { contents.clamp = clamp }
    return OwnedLayer(.rescale, [source], output.activation, contents)
  }

  /// Clamps the integers of the input and takes no notice of the output's scale.
  private func relu6() -> OwnedLayer {
    let six = source.zeroPoint + Int32((6 / source.scale).rounded(.toNearestOrAwayFromZero))
    var contents = OwnedLayer.Contents()
    contents.requantizers = [Requantizer(nearest: 1)]
    contents.clamp = source.zeroPoint...six
    let target = IntegerTensor(
      height: source.height, width: source.width, channels: source.channels,
      elementType: source.elementType, scale: source.scale, zeroPoint: source.zeroPoint,
      arenaOffset: nil)
    return OwnedLayer(.rescale, [source], target, contents)
  }

  private func curve(isTanh: Bool) -> OwnedLayer {
    var contents = OwnedLayer.Contents()
    if source.elementType == .int8 {
      contents.weightType = .int8
      contents.weights = (-128...127).map {
        GemmlowpCurves.value(isTanh: isTanh, of: $0 - Int(source.zeroPoint), scale: source.scale)
      }
      return OwnedLayer(.lookup, [source], output.activation, contents)
    }
    contents.weightType = .int16
    contents.weights = SigmoidTable.values
    contents.requantizers = [SigmoidTable.factor(isTanh: isTanh, scale: source.scale)]
    return OwnedLayer(isTanh ? .tanh : .logistic, [source], output.activation, contents)
  }

  private func softmax() -> OwnedLayer {
    let beta = options!.float(0)
    var contents = OwnedLayer.Contents()
    if source.elementType == .int8 {
      contents.weightType = .int32
      contents.weights = GemmlowpCurves.exponentials(scale: source.scale, beta: beta)
    } else {
      contents.weightType = .int16
      contents.weights = HalfTables.exponential + HalfTables.reciprocal
      contents.requantizers = [
        Requantizer(nearest: Double(source.scale) * Double(beta) / (10 / 65535))
      ]
    }
    return OwnedLayer(.softmax, [source], output.activation, contents)
  }
}

extension Requantizer {
  /// TensorFlow Lite's `QuantizeMultiplier`.
  init(nearest real: Double) {
    var shift = real.exponent + 1
    var mantissa = Int64((real.significand / 2 * 0x1p31).rounded(.toNearestOrAwayFromZero))
    if mantissa == 1 << 31 { (mantissa, shift) = (1 << 30, shift + 1) }
    self.init(multiplier: Int32(mantissa), shift: Int32(shift))
  }
}
