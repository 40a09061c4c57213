import Testing

@testable import EdgeRuntime

@Suite("Kernels at the ends of their ranges")
struct KernelExtremesTests {
  private func vector(
    _ count: Int, zero: Int32, _ type: ModelFile.ElementType = .int8
  ) -> IntegerTensor {
    IntegerTensor(
      height: 1, width: 1, channels: count, elementType: type, scale: 1, zeroPoint: zero,
      arenaOffset: nil)
  }

  private func image(_ size: Int, zero: Int32, channels: Int = 1) -> IntegerTensor {
    IntegerTensor(
      height: size, width: size, channels: channels, scale: 1, zeroPoint: zero, arenaOffset: nil)
  }

  private func contents(
    _ weights: [Int], _ type: ModelFile.ArrayType = .int8, bias: [Int64], isWide: Bool = false,
    shift: Int32 = 0
  ) -> OwnedLayer.Contents {
    OwnedLayer.Contents(
      weights: weights, weightType: type, bias: bias, isWide: isWide,
      requantizers: .init(
        repeating: Requantizer(multiplier: 1 << 30, shift: shift), count: bias.count))
  }

  /// |acc| reaches Σ|w|·255 + |b|: the bound that the reader proves is the true one.
  @Test func largestAccumulatorIsExact() {
    let count = 66_000  // 127 · 255 · 66,000 = 2,137,410,000 < 2³¹
    let layer = OwnedLayer(
      .fullyConnected, [vector(count, zero: -128)], vector(2, zero: 0),
      contents(
        .init(repeating: 127, count: count) + .init(repeating: -127, count: count),
        bias: [10_000_000, -10_000_000]))
    let inputs = [[Int](repeating: 127, count: count)]
    #expect(layer.sums(inputs) == [2_147_410_000, -2_147_410_000])
    #expect(layer.output(inputs) == [127, -128])
  }

  /// Every product at the end of its range and of one sign, for more elements than 32 bits hold.
  @Test(arguments: [(ModelFile.ArrayType.int8, 127), (.int4, 7), (.int16, 32767)])
  func sumsBeyond32BitsAreExact(_ type: ModelFile.ArrayType, _ weight: Int) {
    for count in [511, 512, 513, 2047, 2048, 2049, 5000] {
      let rows = (0..<2 * count).map { $0 < count ? weight : -weight }
      let wanted = [Int64(count * weight * -32768), Int64(count * weight * 32768)]
      let inputs = [[Int](repeating: -32768, count: count)]
      let units = OwnedLayer(
        .fullyConnected, [vector(count, zero: 0, .int16)], vector(2, zero: 0, .int16),
        contents(rows, type, bias: [0, 0], isWide: true))
      #expect(units.sums(inputs) == wanted, "\(count)")
      let kernel = KernelGeometry(
        height: 1, width: 1, strideHeight: 1, strideWidth: 1, padTop: 0, padLeft: 0)
      for operation in [IntegerOperation.convolution(kernel), .transposedConvolution(kernel)] {
        let filters = OwnedLayer(
          operation, [vector(count, zero: 0, .int16)], vector(2, zero: 0, .int16),
          contents(rows, type, bias: [0, 0], isWide: true))
        #expect(filters.sums(inputs) == wanted, "\(count)")
      }
    }
  }

  /// The same for the kernel elements of a depthwise convolution.
  @Test(arguments: [ModelFile.ArrayType.int8, .int16])
  func sumsOfLargeKernelsAreExact(_ type: ModelFile.ArrayType) {
    let weight = Int(type.largestWeight)
    let kernel = KernelGeometry(
      height: 32, width: 33, strideHeight: 1, strideWidth: 1, padTop: 0, padLeft: 0)
    let input = IntegerTensor(
      height: 32, width: 33, channels: 2, elementType: .int16, scale: 1, zeroPoint: 0,
      arenaOffset: nil)
    let layer = OwnedLayer(
      .depthwiseConvolution(kernel), [input], vector(2, zero: 0, .int16),
      contents(.init(repeating: weight, count: 2 * 32 * 33), type, bias: [1, -1], isWide: true))
    let sum = Int64(32 * 33 * weight * -32768)
    #expect(layer.sums([.init(repeating: -32768, count: input.count)]) == [sum + 1, sum - 1])
  }

  /// A stride-s transposed convolution spreads a single pixel into a copy of its kernel.
  @Test func onePixelBecomesTheKernel() {
    let kernel = KernelGeometry(
      height: 3, width: 3, strideHeight: 2, strideWidth: 2, padTop: 1, padLeft: 0)
    let layer = OwnedLayer(
      .transposedConvolution(kernel), [image(2, zero: 5)], image(4, zero: 0),
      contents([1, 2, 3, 4, 5, 6, 7, 8, 9], bias: [0], shift: 1))
    // Pixel (1, 0) is 1 above the zero point; its kernel starts at row 1·2 - 1, column 0.
    #expect(layer.output([[5, 5, 6, 5]]) == [0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0])
  }
}
