import Testing

@testable import EdgeRuntime

@Suite("Kernels")
struct KernelTests {
  @Test(arguments: RandomLayer.Kind.allCases)
  func vectorsGiveTheBitsOfTheDefinition(_ kind: RandomLayer.Kind) {
    var random = RandomLayer(seed: 0xE5)
    for trial in 0..<500 {
      let layer = random.layer(kind)
      let input = random.input(for: layer)
      let (defined, computed) = (layer.definedAccumulators(input), layer.accumulators(input))
      guard defined == computed else {
        let first = zip(defined, computed).enumerated().first { $1.0 != $1.1 }!.offset
        Issue.record("trial \(trial): \(layer.layer), first difference at \(first)")
        return
      }
      #expect(layer.definedOutput(input) == layer.output(input), "trial \(trial)")
    }
  }

  /// What tends to break kernels is among the shapes of the test above, and not once by luck.
  @Test(arguments: RandomLayer.Kind.allCases)
  func hardShapesAreAmongThem(_ kind: RandomLayer.Kind) {
    var random = RandomLayer(seed: 0xE5)
    var seen: [String: Int] = [:]
    for _ in 0..<500 {
      let owned = random.layer(kind)
      _ = random.input(for: owned)
      for trait in Self.traits(of: owned.layer) { seen[trait, default: 0] += 1 }
    }
    let dense = ["input below a vector", "input no whole vectors", "a single output"]
    let convolutional =
      dense + [
        "1×1 kernel", "stride 2", "padding above", "padding at the left", "padding beyond the end",
        "a single pixel", "a single channel",
      ]
    for trait in kind == .fullyConnected ? dense : convolutional {
      #expect(seen[trait, default: 0] >= 5, "\(trait)")
    }
  }

  private static func traits(of layer: IntegerLayer) -> [String] {
    var traits: [String] = []
    let (input, output) = (layer.input, layer.output)
    let elements: Int
    switch layer.operation {
    case .fullyConnected:
      elements = input.count
    case .convolution(let kernel), .transposedConvolution(let kernel):
      elements = input.channels
      let isForward = if case .convolution = layer.operation { true } else { false }
      let (large, small) = isForward ? (input, output) : (output, input)
      let end = (small.height - 1) * kernel.stride - kernel.padTop + kernel.height
      if kernel.height == 1, kernel.width == 1 { traits.append("1×1 kernel") }
      if kernel.stride == 2 { traits.append("stride 2") }
      if kernel.padTop > 0 { traits.append("padding above") }
      if kernel.padLeft > 0 { traits.append("padding at the left") }
      if end > large.height { traits.append("padding beyond the end") }
      if input.height == 1, input.width == 1 { traits.append("a single pixel") }
      if input.channels == 1 { traits.append("a single channel") }
    }
    if elements < 16 { traits.append("input below a vector") }
    if elements % 16 != 0 { traits.append("input no whole vectors") }
    if output.channels == 1 { traits.append("a single output") }
    return traits
  }

  /// |acc| reaches Σ|w|·255 + |b|: the bound that the reader proves is the true one.
  @Test func largestAccumulatorIsExact() {
    let count = 66_000  // 127 · 255 · 66,000 = 2,137,410,000 < 2³¹
    let tensor = { (count: Int, zero: Int32) in
      IntegerTensor(
        height: 1, width: 1, channels: count, scale: 1, zeroPoint: zero, arenaOffset: nil)
    }
    let layer = OwnedLayer(
      .fullyConnected, tensor(count, -128), tensor(2, 0),
      weights: .init(repeating: 127, count: count) + .init(repeating: -127, count: count),
      bias: [10_000_000, -10_000_000],
      requantizers: .init(repeating: Requantizer(multiplier: 1 << 30, shift: 0), count: 2),
      clamp: -128...127)
    let input = [Int8](repeating: 127, count: count)
    #expect(layer.accumulators(input) == [2_147_410_000, -2_147_410_000])
    #expect(layer.output(input) == [127, -128])
  }

  /// A stride-s transposed convolution spreads a single pixel into a copy of its kernel.
  @Test func onePixelBecomesTheKernel() {
    let kernel = KernelGeometry(height: 3, width: 3, stride: 2, padTop: 1, padLeft: 0)
    let tensor = { (size: Int, zero: Int32) in
      IntegerTensor(
        height: size, width: size, channels: 1, scale: 1, zeroPoint: zero, arenaOffset: nil)
    }
    let weights: [Int8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let layer = OwnedLayer(
      .transposedConvolution(kernel), tensor(2, 5), tensor(4, 0), weights: weights, bias: [0],
      requantizers: [Requantizer(multiplier: 1 << 30, shift: 1)], clamp: -128...127)
    // Pixel (1, 0) is 1 above the zero point; its kernel starts at row 1·2 - 1, column 0.
    let output = layer.output([5, 5, 6, 5])
    #expect(output == [0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0])
  }
}
