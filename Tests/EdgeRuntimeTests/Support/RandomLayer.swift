import SeededRandom
import Testing

@testable import EdgeRuntime

/// Layers of random shapes, with numbers at the ends of their ranges more often than chance has
/// them.
struct RandomLayer {
  /// Element and weight types of a layer with weights.
  struct Precision: CustomTestStringConvertible {
    var input = ModelFile.ElementType.int8
    var output = ModelFile.ElementType.int8
    var weights = ModelFile.ArrayType.int8
    var isWide = false

    var testDescription: String {
      "\(input) × \(weights) → \(output), sums of \(isWide ? 64 : 32) bits"
    }

    /// All that a model file may ask for.
    static var all: [Precision] {
      let types: [ModelFile.ElementType] = [.int8, .int16]
      let weights: [(ModelFile.ArrayType, Bool)] = [
        (.int8, false), (.int8, true), (.int4, false), (.int4, true), (.int16, true),
      ]
      return types.flatMap { input in
        types.flatMap { output in
          weights.map { Precision(input: input, output: output, weights: $0.0, isWide: $0.1) }
        }
      }
    }
  }

  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + random.integer(below: range.count)
  }

  /// One of some; the first ones as often as they are named.
  mutating func one<Element>(of elements: [Element]) -> Element {
    elements[integer(0...elements.count - 1)]
  }

  /// Inputs for a layer: noise, or one of the extremes throughout.
  mutating func inputs(for layer: IntegerLayer) -> [[Int]] {
    (0..<layer.inputCount).map { number in
      let tensor = layer.input(number)
      let range =
        Int(tensor.elementType.range.lowerBound)...Int(tensor.elementType.range.upperBound)
      let constant: Int? = one(of: [nil, nil, nil, nil, range.lowerBound, range.upperBound])
      return (0..<tensor.count).map { _ in constant ?? integer(range) }
    }
  }

  mutating func tensor(
    _ height: Int, _ width: Int, _ channels: Int, _ type: ModelFile.ElementType
  ) -> IntegerTensor {
    let zeroPoint = type == .int8 ? one(of: [-128, 127, 0, integer(-128...127)]) : 0
    return IntegerTensor(
      height: height, width: width, channels: channels, elementType: type, scale: 1,
      zeroPoint: Int32(zeroPoint), arenaOffset: nil)
  }

  /// Limits of a fused activation.
  mutating func clamp(_ type: ModelFile.ElementType) -> ClosedRange<Int32> {
    let (least, most) = (Int(type.range.lowerBound), Int(type.range.upperBound))
    let low = one(of: [least, least, integer(least...most)])
    return Int32(low)...Int32(one(of: [most, integer(low...most)]))
  }
}

/// Layers with weights.
extension RandomLayer {
  enum Linear: CaseIterable {
    case fullyConnected, convolution, transposedConvolution, depthwiseConvolution
  }

  mutating func layer(_ kind: Linear, _ precision: Precision) -> OwnedLayer {
    if kind == .fullyConnected {
      let length = one(of: [
        integer(1...9), integer(10...150), integer(10...150), integer(500...700),
      ])
      let input = tensor(1, 1, length, precision.input)
      return owned(
        .fullyConnected, input, tensor(1, 1, integer(1...40), precision.output), length, precision)
    }
    let isPixel = integer(0...15) == 0
    let (height, width) = isPixel ? (1, 1) : (integer(1...9), integer(1...11))
    let kernel = kernel(isDilated: kind != .transposedConvolution)
    let (rows, columns) = (
      longest(
        kind, height, kernel.height, kernel.strideHeight, kernel.dilationHeight, kernel.padTop),
      longest(kind, width, kernel.width, kernel.strideWidth, kernel.dilationWidth, kernel.padLeft)
    )
    guard rows >= 1, columns >= 1 else { return layer(kind, precision) }
    let channels = one(of: [1, integer(1...9), integer(1...9), integer(10...35)])
    let filters = kind == .depthwiseConvolution ? channels * integer(1...3) : integer(1...9)
    let output = tensor(integer(1...rows), integer(1...columns), filters, precision.output)
    let count = kernel.height * kernel.width * (kind == .depthwiseConvolution ? 1 : channels)
    let operation: IntegerOperation =
      switch kind {
      case .transposedConvolution: .transposedConvolution(kernel)
      case .depthwiseConvolution: .depthwiseConvolution(kernel)
      default: .convolution(kernel)
      }
    return owned(
      operation, tensor(height, width, channels, precision.input), output, count, precision)
  }

  /// A convolution, plain or transposed, of whole vectors of channels by four filters or more, where four
  /// neighbouring outputs often see no padding.
  mutating func imageOfVectors(_ kind: Linear, _ precision: Precision) -> OwnedLayer {
    let (rows, columns) = (integer(1...3), integer(1...3))
    let kernel = KernelGeometry(
      height: rows, width: columns, strideHeight: integer(1...2), strideWidth: integer(1...2),
      dilationHeight: kind == .convolution ? integer(1...2) : 1, dilationWidth: 1,
      padTop: integer(0...min(1, rows - 1)), padLeft: integer(0...min(1, columns - 1)))
    let input = tensor(integer(3...6), integer(9...14), 16 * integer(1...2), precision.input)
    let output = tensor(
      longest(
        kind, input.height, rows, kernel.strideHeight, kernel.dilationHeight, kernel.padTop),
      longest(kind, input.width, columns, kernel.strideWidth, 1, kernel.padLeft),
      integer(4...9), precision.output)
    return owned(
      kind == .convolution ? .convolution(kernel) : .transposedConvolution(kernel), input, output,
      rows * columns * input.channels, precision)
  }

  mutating func kernel(isDilated: Bool) -> KernelGeometry {
    let (height, width) = (integer(1...5), integer(1...5))
    let isSquare = integer(0...1) == 0
    let (stride, dilation) = (integer(1...4), isDilated ? one(of: [1, 1, integer(1...3)]) : 1)
    let other = (integer(1...4), isDilated ? one(of: [1, 1, integer(1...3)]) : 1)
    return KernelGeometry(
      height: height, width: width, strideHeight: stride,
      strideWidth: isSquare ? stride : other.0, dilationHeight: dilation,
      dilationWidth: isSquare ? dilation : other.1,
      padTop: integer(0...(height - 1) * dilation),
      padLeft: integer(0...(width - 1) * (isSquare ? dilation : other.1)))
  }

  /// The most output elements that the reader accepts along one axis.
  private func longest(
    _ kind: Linear, _ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ pad: Int
  ) -> Int {
    kind == .transposedConvolution
      ? (size - 1) * stride + max(kernel, stride) - pad : (size - 1 + pad) / stride + 1
  }

  private mutating func owned(
    _ operation: IntegerOperation, _ input: IntegerTensor, _ output: IntegerTensor,
    _ perChannel: Int, _ precision: Precision
  ) -> OwnedLayer {
    let largestInput = precision.input == .int8 ? 255 : 32768
    let bias = precision.isWide ? 1 << 40 : 100_000
    // What the reader demands of sums of 32 bits.
    let limit = precision.isWide ? Int.max : (1 << 31 - 1 - bias) / (perChannel * largestInput)
    let most = min(Int(precision.weights.largestWeight), limit)
    let isExtreme = integer(0...7) == 0
    var contents = OwnedLayer.Contents()
    contents.weightType = precision.weights
    contents.isWide = precision.isWide
    contents.weights = (0..<perChannel * output.channels).map { _ in
      isExtreme ? most : integer(-most...most)
    }
    contents.bias = (0..<output.channels).map { _ in Int64(integer(-bias...bias)) }
    // Sums of either sign and any size come out between the ends of the output and beyond them.
    let bits = Int.bitWidth - (perChannel * most * largestInput).leadingZeroBitCount
    let target = precision.output == .int8 ? 8 : 16
    contents.requantizers = (0..<output.channels).map { _ in
      Requantizer(
        multiplier: Int32(integer(1 << 30...1 << 31 - 1)),
        shift: Int32(min(max(target - bits + integer(-2...5), -31), 0)))
    }
    contents.clamp = clamp(precision.output)
    return OwnedLayer(operation, [input], output, contents)
  }
}
