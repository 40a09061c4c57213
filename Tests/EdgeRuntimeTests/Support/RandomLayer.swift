import SeededRandom

@testable import EdgeRuntime

/// Layers of random shapes, with numbers at the ends of their ranges more often than chance has
/// them.
struct RandomLayer {
  enum Kind: CaseIterable { case fullyConnected, convolution, transposedConvolution }

  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + random.integer(below: range.count)
  }

  mutating func layer(_ kind: Kind) -> OwnedLayer {
    switch kind {
    case .fullyConnected: fullyConnected()
    case .convolution, .transposedConvolution: convolution(kind)
    }
  }

  /// An input for a layer: noise, or one of the extremes throughout.
  mutating func input(for layer: OwnedLayer) -> [Int8] {
    let constants: [Int8?] = [nil, nil, nil, nil, -128, 127]
    let constant = constants[integer(0...5)]
    return (0..<layer.layer.input.count).map { _ in
      constant ?? Int8(truncatingIfNeeded: integer(-128...127))
    }
  }

  private mutating func fullyConnected() -> OwnedLayer {
    let input = tensor(1, 1, integer(0...3) == 0 ? integer(1...9) : integer(10...150))
    return owned(.fullyConnected, input, tensor(1, 1, integer(1...40)), input.count)
  }

  private mutating func convolution(_ kind: Kind) -> OwnedLayer {
    let (height, width) = (integer(1...9), integer(1...11))
    let channels = integer(0...3) == 0 ? 1 : integer(1...35)
    let (kernelHeight, kernelWidth) = (integer(1...5), integer(1...5))
    let kernel = KernelGeometry(
      height: kernelHeight, width: kernelWidth, stride: integer(1...4),
      padTop: integer(0...kernelHeight - 1), padLeft: integer(0...kernelWidth - 1))
    let (rows, columns) = (
      longest(kind, height, kernel.height, kernel.stride, kernel.padTop),
      longest(kind, width, kernel.width, kernel.stride, kernel.padLeft)
    )
    guard rows >= 1, columns >= 1 else { return convolution(kind) }
    let output = tensor(integer(1...rows), integer(1...columns), integer(1...9))
    return owned(
      kind == .convolution ? .convolution(kernel) : .transposedConvolution(kernel),
      tensor(height, width, channels), output, kernelHeight * kernelWidth * channels)
  }

  /// The most output elements that the reader accepts along one axis.
  private func longest(_ kind: Kind, _ size: Int, _ kernel: Int, _ stride: Int, _ pad: Int) -> Int {
    kind == .convolution
      ? (size - 1 + pad) / stride + 1 : (size - 1) * stride + max(kernel, stride) - pad
  }

  private mutating func tensor(_ height: Int, _ width: Int, _ channels: Int) -> IntegerTensor {
    let zeroPoints = [-128, 127, 0, integer(-128...127)]
    return IntegerTensor(
      height: height, width: width, channels: channels, scale: 1,
      zeroPoint: Int32(zeroPoints[integer(0...3)]), arenaOffset: nil)
  }

  private mutating func owned(
    _ operation: IntegerOperation, _ input: IntegerTensor, _ output: IntegerTensor,
    _ perChannel: Int
  ) -> OwnedLayer {
    let extreme = integer(0...7) == 0
    let low = integer(-128...127)
    return OwnedLayer(
      operation, input, output,
      weights: (0..<perChannel * output.channels).map { _ in
        extreme ? 127 : Int8(integer(-127...127))
      },
      bias: (0..<output.channels).map { _ in Int32(integer(-100_000...100_000)) },
      requantizers: (0..<output.channels).map { _ in
        Requantizer(
          multiplier: Int32(integer(1 << 30...1 << 31 - 1)), shift: Int32(integer(-14 ... -5)))
      },
      clamp: Int32(low)...Int32(integer(low...127)))
  }
}
