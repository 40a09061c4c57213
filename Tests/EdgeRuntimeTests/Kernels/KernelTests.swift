import Testing

@testable import EdgeRuntime

@Suite("Kernels")
struct KernelTests {
  @Test(arguments: RandomLayer.Linear.allCases, RandomLayer.Precision.all)
  func vectorsGiveTheBitsOfTheDefinition(
    _ kind: RandomLayer.Linear, _ precision: RandomLayer.Precision
  ) {
    Self.compareWithTheDefinition(kind, precision)
  }

  /// Five hundred random shapes, and as many images whose channels are whole vectors.
  static func compareWithTheDefinition(
    _ kind: RandomLayer.Linear, _ precision: RandomLayer.Precision
  ) {
    compareWithTheDefinition { $0.layer(kind, precision) }
    guard case (.int8, false) = (precision.input, precision.isWide) else { return }
    // Where bytes are multiplied as they are, patches of these lie in the input itself.
    if kind == .convolution || kind == .transposedConvolution {
      compareWithTheDefinition { $0.imageOfVectors(kind, precision) }
    }
  }

  private static func compareWithTheDefinition(
    _ draw: (inout RandomLayer) -> OwnedLayer
  ) {
    var random = RandomLayer(seed: 0xE5)
    for trial in 0..<500 {
      let layer = draw(&random)
      let inputs = random.inputs(for: layer.layer)
      let (defined, computed) = (layer.definedSums(inputs), layer.sums(inputs))
      guard defined == computed else {
        let first = zip(defined, computed).enumerated().first { $1.0 != $1.1 }!.offset
        Issue.record("trial \(trial): \(layer.layer), first difference at \(first)")
        return
      }
      let outputs = defined.enumerated().map { index, sum in
        LayerDefinition.output(
          layer.layer, accumulator: sum, channel: index % layer.layer.output.channels)
      }
      #expect(outputs.map { Int($0) } == layer.output(inputs), "trial \(trial)")
    }
  }

  @Test(arguments: RandomLayer.Elements.allCases)
  func layersWithoutWeightsGiveTheBitsOfTheDefinition(_ kind: RandomLayer.Elements) {
    for type in kind.types {
      var random = RandomLayer(seed: 0xE6)
      for trial in 0..<500 {
        let layer = random.layer(kind, type)
        let inputs = random.inputs(for: layer.layer)
        let (defined, computed) = (layer.definedOutput(inputs), layer.output(inputs))
        guard defined == computed else {
          let first = zip(defined, computed).enumerated().first { $1.0 != $1.1 }!.offset
          Issue.record(
            """
            trial \(trial): \(layer.layer), first difference at \(first): \(defined[first]), \
            \(computed[first])
            """)
          return
        }
      }
    }
  }

  /// What tends to break kernels is among the shapes of the tests above, and not once by luck.
  @Test(arguments: RandomLayer.Linear.allCases)
  func hardShapesAreAmongThem(_ kind: RandomLayer.Linear) {
    var random = RandomLayer(seed: 0xE5)
    var seen: [String: Int] = [:]
    for _ in 0..<500 {
      let owned = random.layer(kind, RandomLayer.Precision())
      _ = random.inputs(for: owned.layer)
      for trait in Self.traits(of: owned.layer) { seen[trait, default: 0] += 1 }
    }
    let dense = ["input below a vector", "input no whole vectors", "a single output"]
    let convolutional =
      dense + [
        "1×1 kernel", "stride 2", "unequal strides", "padding above", "padding at the left",
        "padding beyond the end", "a single pixel", "a single channel",
      ]
    let wanted =
      switch kind {
      case .fullyConnected: dense + ["longer than a block"]
      case .transposedConvolution: convolutional
      case .convolution: convolutional + ["dilation", "longer than a block"]
      case .depthwiseConvolution: convolutional + ["dilation", "multiplier"]
      }
    for trait in wanted { #expect(seen[trait, default: 0] >= 5, "\(trait)") }
  }

  private static func traits(of layer: IntegerLayer) -> [String] {
    var traits: [String] = []
    let (input, output) = (layer.input, layer.output)
    var elements = input.channels
    switch layer.operation {
    case .convolution(let kernel), .depthwiseConvolution(let kernel):
      traits += Self.traits(of: kernel, from: input, to: output)
    case .transposedConvolution(let kernel):
      traits += Self.traits(of: kernel, from: output, to: input)
    default: elements = input.count
    }
    if input.height == 1, input.width == 1 { traits.append("a single pixel") }
    if input.channels == 1 { traits.append("a single channel") }
    if elements < 16 { traits.append("input below a vector") }
    if elements % 16 != 0 { traits.append("input no whole vectors") }
    if output.channels == 1 { traits.append("a single output") }
    if output.channels > input.channels { traits.append("multiplier") }
    if layer.weightsPerChannel > DotQuad.laneLimit { traits.append("longer than a block") }
    return traits
  }

  private static func traits(
    of kernel: KernelGeometry, from large: IntegerTensor, to small: IntegerTensor
  ) -> [String] {
    var traits: [String] = []
    let end =
      (small.height - 1) * kernel.strideHeight - kernel.padTop
      + (kernel.height - 1) * kernel.dilationHeight + 1
    if kernel.height == 1, kernel.width == 1 { traits.append("1×1 kernel") }
    if kernel.strideHeight == 2 { traits.append("stride 2") }
    if kernel.strideHeight != kernel.strideWidth { traits.append("unequal strides") }
    if kernel.dilationWidth > 1, kernel.width > 1 { traits.append("dilation") }
    if kernel.padTop > 0 { traits.append("padding above") }
    if kernel.padLeft > 0 { traits.append("padding at the left") }
    if end > large.height { traits.append("padding beyond the end") }
    return traits
  }
}
