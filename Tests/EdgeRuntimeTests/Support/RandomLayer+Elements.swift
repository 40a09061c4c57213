@testable import EdgeRuntime

/// Layers without weights.
extension RandomLayer {
  enum Elements: CaseIterable {
    case averagePool, maximumPool, mean, add, concatenate, pad, copy, rescale, lookup, logistic
    case tanh, softmax

    /// Element types that it has.
    var types: [ModelFile.ElementType] {
      switch self {
      case .lookup: [.int8]
      case .logistic, .tanh: [.int16]
      default: [.int8, .int16]
      }
    }
  }

  mutating func layer(_ kind: Elements, _ type: ModelFile.ElementType) -> OwnedLayer {
    let input = tensor(integer(1...7), integer(1...7), integer(1...12), type)
    switch kind {
    case .averagePool, .maximumPool: return pool(isAverage: kind == .averagePool, input)
    case .mean: return mean(input)
    case .add: return add(input)
    case .concatenate: return concatenate(input)
    case .pad: return pad(input)
    case .copy:
      return OwnedLayer(
        .copy, [input], tensor(1, input.height, input.width * input.channels, type),
        OwnedLayer.Contents())
    case .rescale: return rescale(input)
    case .lookup:
      var contents = OwnedLayer.Contents()
      contents.weightType = .int8
      contents.weights = (0..<256).map { _ in integer(-128...127) }
      return OwnedLayer(.lookup, [input], like(input), contents)
    case .logistic, .tanh: return curve(isTanh: kind == .tanh, input)
    case .softmax: return softmax(input)
    }
  }

  /// A tensor of the same shape with a zero point of its own.
  private mutating func like(
    _ input: IntegerTensor, _ type: ModelFile.ElementType? = nil
  ) -> IntegerTensor {
    tensor(input.height, input.width, input.channels, type ?? input.elementType)
  }

  private mutating func pool(isAverage: Bool, _ input: IntegerTensor) -> OwnedLayer {
    let kernel = kernel(isDilated: false)
    let rows = (input.height - 1 + kernel.padTop) / kernel.strideHeight + 1
    let columns = (input.width - 1 + kernel.padLeft) / kernel.strideWidth + 1
    var contents = OwnedLayer.Contents()
    contents.clamp = clamp(input.elementType)
    return OwnedLayer(
      isAverage ? .averagePool(kernel) : .maximumPool(kernel), [input],
      tensor(integer(1...rows), integer(1...columns), input.channels, input.elementType), contents)
  }

  private mutating func mean(_ input: IntegerTensor) -> OwnedLayer {
    let axes = integer(1...7)
    let output = tensor(
      axes & 1 == 1 ? 1 : input.height, axes & 2 == 2 ? 1 : input.width,
      axes & 4 == 4 ? 1 : input.channels, input.elementType)
    let bits = Int.bitWidth - (input.count / output.count).leadingZeroBitCount
    var contents = OwnedLayer.Contents()
    // The division cuts what may be the half of a mantissa.
    contents.requantizers = [
      Requantizer(
        multiplier: Int32(integer(1 << 29...1 << 31 - 1)),
        shift: Int32(min(integer(-1...1) - bits + 1, 0)))
    ]
    return OwnedLayer(.mean(axes: axes), [input], output, contents)
  }

  private mutating func add(_ input: IntegerTensor) -> OwnedLayer {
    let bits = input.elementType == .int8 ? 20 : 15
    var contents = OwnedLayer.Contents()
    // The larger scale is half of twice the larger one, the other one less.
    contents.requantizers = [
      Requantizer(multiplier: 1 << 30, shift: 0), requantizer(-integer(1...6)),
    ]
    if integer(0...1) == 1 { contents.requantizers.swapAt(0, 1) }
    contents.requantizers.append(requantizer(integer(0...3) - bits))
    contents.clamp = clamp(input.elementType)
    return OwnedLayer(.add, [input, like(input)], like(input), contents)
  }

  private mutating func requantizer(_ shift: Int) -> Requantizer {
    Requantizer(multiplier: Int32(integer(1 << 30...1 << 31 - 1)), shift: Int32(shift))
  }

  private mutating func concatenate(_ input: IntegerTensor) -> OwnedLayer {
    let axis = integer(0...2)
    var parts = [input]
    for _ in 1..<integer(2...4) {
      let size = integer(1...6)
      parts.append(
        tensor(
          axis == 0 ? size : input.height, axis == 1 ? size : input.width,
          axis == 2 ? size : input.channels, input.elementType))
    }
    let size = parts.reduce(0) { $0 + $1.size(axis) }
    let output = tensor(
      axis == 0 ? size : input.height, axis == 1 ? size : input.width,
      axis == 2 ? size : input.channels, input.elementType)
    return OwnedLayer(.concatenate(axis: axis), parts, output, OwnedLayer.Contents())
  }

  private mutating func pad(_ input: IntegerTensor) -> OwnedLayer {
    let (top, left) = (integer(0...3), integer(0...3))
    let output = tensor(
      input.height + top + integer(0...3), input.width + left + integer(0...3), input.channels,
      input.elementType)
    let fill = Int32(integer(-128...127))
    return OwnedLayer(
      .pad(top: top, left: left, fill: fill), [input], output, OwnedLayer.Contents())
  }

  private mutating func rescale(_ input: IntegerTensor) -> OwnedLayer {
    let output = like(input, one(of: [.int8, .int16]))
    let finer = (output.elementType == .int8 ? 8 : 16) - (input.elementType == .int8 ? 8 : 16)
    var contents = OwnedLayer.Contents()
    contents.requantizers = [requantizer(finer + integer(-2...3))]
    contents.clamp = clamp(output.elementType)
    return OwnedLayer(.rescale, [input], output, contents)
  }

  private mutating func curve(isTanh: Bool, _ input: IntegerTensor) -> OwnedLayer {
    var contents = OwnedLayer.Contents()
    contents.weightType = .int16
    contents.weights = SigmoidTable.values
    contents.requantizers = [
      Requantizer(multiplier: Int32(integer(1...32767)), shift: Int32(integer(0...18)))
    ]
    return OwnedLayer(isTanh ? .tanh : .logistic, [input], like(input), contents)
  }

  private mutating func softmax(_ input: IntegerTensor) -> OwnedLayer {
    var contents = OwnedLayer.Contents()
    if input.elementType == .int8 {
      contents.weightType = .int32
      contents.weights = GemmlowpCurves.exponentials(
        scale: Float(integer(1...400)) / 1000, beta: 1)
    } else {
      contents.weightType = .int16
      contents.weights = HalfTables.exponential + HalfTables.reciprocal
      contents.requantizers = [requantizer(integer(-3...6))]
    }
    return OwnedLayer(.softmax, [input], like(input), contents)
  }
}
