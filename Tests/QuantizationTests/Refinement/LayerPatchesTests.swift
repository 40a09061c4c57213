import FloatModels
import Testing

@testable import Quantization

@Suite struct LayerPatchesTests {
  private static let image = Shape(height: 7, width: 6, channels: 4)

  private static let operations: [FloatModels.Operation] = [
    .dense(units: 5),
    .convolution(filters: 5, KernelWindow(height: 3, width: 2)),
    .convolution(
      filters: 3,
      KernelWindow(
        height: 2, width: 3, strideHeight: 2, strideWidth: 1, dilationHeight: 2, dilationWidth: 2,
        padding: .explicit(top: 1, bottom: 2, left: 3, right: 0))),
    .transposedConvolution(filters: 5, .square(3, stride: 2)),
    .transposedConvolution(
      filters: 2,
      KernelWindow(
        height: 2, width: 5, strideHeight: 3, strideWidth: 2,
        padding: .explicit(top: 1, bottom: -1, left: 2, right: 1))),
    .depthwiseConvolution(multiplier: 2, .square(3, stride: 2)),
  ]

  /// Weights times what they meet, and the bias, are the layer's output.
  @Test(arguments: operations.indices, 0..<4 as Range<UInt64>)
  func weightsTimesPatchesAreTheOutput(index: Int, seed: UInt64) throws {
    var draw = RandomGraphs(seed: seed)
    let fused = try FusedGraph(draw.chain(input: Self.image, [Self.operations[index]]))
    let layer = fused.layers[0]
    let input = draw.input(2 * Self.image.count)
    let pixels = layer.operation.window == nil ? 1 : layer.outputShape.count / layer.outputs
    let patches = LayerPatches(layer, places: pixels)
    #expect(patches.count == pixels)
    for sample in 0..<2 {
      let own = input[sample * Self.image.count..<(sample + 1) * Self.image.count]
      var rows: [Float] = []
      patches.append(own, to: &rows)
      var found: [Double] = []
      for place in 0..<pixels {
        let patch = rows[place * patches.length..<(place + 1) * patches.length]
        for channel in 0..<layer.outputs {
          var sum = Double(layer.bias[channel])
          for position in 0..<layer.fanIn {
            let met =
              layer.fanIn == patches.length
              ? position
              : layer.inputChannel(channel: channel, 0) + position * Self.image.channels
            sum +=
              Double(layer.weight[layer.place(channel: channel, position)])
              * Double(patch[patch.startIndex + met])
          }
          found.append(sum)
        }
      }
      // All places, in an order of their own.
      let wanted = ReferenceNetwork.output(fused.graph, own.map(Double.init))
      #expect(Self.rounded(found) == Self.rounded(wanted))
    }
  }

  private static func rounded(_ values: [Double]) -> [Int] {
    values.map { Int(($0 * 1e4).rounded()) }.sorted()
  }

  @Test func fewPlacesAreOfAllPhases() throws {
    var draw = RandomGraphs(seed: 1)
    let fused = try FusedGraph(
      draw.chain(
        input: Shape(height: 32, width: 32, channels: 1),
        [.transposedConvolution(filters: 1, .square(3, stride: 2))]))
    let patches = LayerPatches(fused.layers[0], places: 64)
    #expect(patches.count == 64)
    var rows: [Float] = []
    patches.append([Float](repeating: 1, count: 1024)[...], to: &rows)
    // One, two or four taps of nine: by phase.
    let met = (0..<64).map { place in rows[9 * place..<9 * (place + 1)].count { $0 == 1 } }
    for count in [1, 2, 4] { #expect(met.count { $0 == count } >= 8) }
  }
}
