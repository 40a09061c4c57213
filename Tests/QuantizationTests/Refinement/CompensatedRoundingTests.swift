import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite struct CompensatedRoundingTests {
  /// Σ over samples of the squared error of the sum of products.
  private static func error(_ row: [Float], _ rounded: [Float], _ matrix: [Double]) -> Double {
    let errors = zip(row, rounded).map { Double($0) - Double($1) }
    var sum = 0.0
    for (i, first) in errors.enumerated() {
      for (j, second) in errors.enumerated() {
        sum += first * matrix[i * errors.count + j] * second
      }
    }
    return sum
  }

  private static func nearest(_ row: [Float], _ grid: WeightGrid, _ scale: Float) -> [Float] {
    row.map { Float(grid.quantize($0, scale: scale)) * scale }
  }

  /// Second moments of inputs that move together.
  private static func moments(_ count: Int, _ random: inout SeededGenerator) -> [Double] {
    var matrix = [Double](repeating: 0, count: count * count)
    for _ in 0..<4 * count {
      let common = random.normal()
      let sample = (0..<count).map { _ in common + 0.3 * random.normal() }
      for i in 0..<count { for j in 0..<count { matrix[i * count + j] += sample[i] * sample[j] } }
    }
    return matrix.map { $0 / Double(4 * count) }
  }

  @Test func inputsThatDoNotMoveTogetherLeaveEachWeightToItself() {
    var random = SeededGenerator(seed: 1)
    let row = (0..<9).map { _ in Float(random.normal()) }
    var matrix = [Double](repeating: 0, count: 81)
    for index in 0..<9 { matrix[10 * index] = random.uniform() }
    let order = RoundingOrder(matrix, count: 9, damping: 0.01)
    #expect(order.rounded(row, .int4, scale: 0.3) == Self.nearest(row, .int4, 0.3))
    let silent = RoundingOrder([Double](repeating: 0, count: 81), count: 9, damping: 0.01)
    #expect(silent.rounded(row, .int8, scale: 0.02) == Self.nearest(row, .int8, 0.02))
  }

  @Test func inputsThatAreOneLetTheSumBeRounded() {
    // Ten weights of .45 steps would all vanish; together they are 4.5.
    let order = RoundingOrder([Double](repeating: 1, count: 100), count: 10, damping: 1e-9)
    let rounded = order.rounded([Float](repeating: 0.45, count: 10), .int8, scale: 1)
    #expect(rounded.allSatisfy { $0 == 0 || $0 == 1 } && abs(rounded.reduce(0, +) - 4.5) < 0.51)
  }

  @Test(arguments: 0..<20 as Range<UInt64>, [4, 8])
  func theOutputComesNearerThanByRoundingToNearest(seed: UInt64, bits: Int) throws {
    var random = SeededGenerator(seed: seed)
    let grid = try #require(WeightGrid.allCases.first { $0.bits == bits })
    let count = 24
    let matrix = Self.moments(count, &random)
    let order = RoundingOrder(matrix, count: count, damping: 0.001)
    var (before, after) = (0.0, 0.0)
    for _ in 0..<50 {
      let row = (0..<count).map { _ in Float(random.normal()) }
      let scale = try #require(grid.coveringScale(of: row))
      let rounded = order.rounded(row, grid, scale: scale)
      for value in rounded {
        let integer = value / scale
        #expect(abs(integer - integer.rounded()) < 1e-3)
        #expect(abs(integer) <= Float(grid.largest) + 1e-3)
      }
      before += Self.error(row, Self.nearest(row, grid, scale), matrix)
      after += Self.error(row, rounded, matrix)
    }
    #expect(after < 0.5 * before)
  }

  /// Of pairs, the best integers of all: what is found is never far from it, and most often it.
  @Test func ofTwoWeightsTheBestPairIsFoundOrNearly() {
    var random = SeededGenerator(seed: 3)
    var best = 0
    for _ in 0..<200 {
      let matrix = Self.moments(2, &random)
      let row = (0..<2).map { _ in Float(3 * random.normal()) }
      let found = RoundingOrder(matrix, count: 2, damping: 0).rounded(row, .int4, scale: 1)
      var least = Double.infinity
      for a in -7...7 {
        for b in -7...7 { least = min(least, Self.error(row, [Float(a), Float(b)], matrix)) }
      }
      let own = Self.error(row, found, matrix)
      #expect(own >= least - 1e-9)
      if own <= least + 1e-9 { best += 1 }
    }
    #expect(best > 120)
  }

  private static let operations: [FloatModels.Operation] = [
    .dense(units: 8), .convolution(filters: 8, .square(3)),
    .transposedConvolution(filters: 8, .square(3, stride: 2)),
    .depthwiseConvolution(multiplier: 2, .square(3)),
  ]

  /// Whole layers, with a bias that makes up for the mean: the output's error, measured by the
  /// float network on other inputs than those that the rounding was found on.
  @Test(arguments: operations.indices, 0..<3 as Range<UInt64>)
  func layersComeNearerOnInputsThatWereNotSeen(index: Int, seed: UInt64) throws {
    var draw = RandomGraphs(seed: seed)
    let image = Shape(height: 6, width: 6, channels: 4)
    let fused = try FusedGraph(draw.chain(input: image, [Self.operations[index]]))
    let layer = fused.layers[0]
    let size = image.count
    let inputs = (0..<600).flatMap { _ in Self.smooth(image, &draw.random) }
    let scales = WeightQuantization.scales(layer, .int4)
    let rounding = try CompensatedRounding(
      fused, inputs: Array(inputs[..<(500 * size)]), correctsBias: true)
    let rounded = rounding.rounded(layer, 0, .int4, scales: scales)
    var (compensated, nearest) = (fused, fused)
    compensated.layers[0].weight = rounded.weight
    compensated.layers[0].bias = zip(layer.bias, rounded.shift).map { $0 - $1 }
    for channel in 0..<layer.outputs {
      for position in 0..<layer.fanIn {
        let place = layer.place(channel: channel, position)
        nearest.layers[0].weight[place] =
          Float(WeightGrid.int4.quantize(layer.weight[place], scale: scales[channel]))
          * scales[channel]
      }
    }
    let errors = try [compensated, nearest].map { other in
      try Self.squaredError(fused, other, Array(inputs[(500 * size)...]))
    }
    #expect(errors[0] < 0.6 * errors[1])
  }

  /// An image whose pixels are like their neighbours, and above zero on average.
  private static func smooth(_ shape: Shape, _ random: inout SeededGenerator) -> [Float] {
    let level = 1 + random.normal()
    let slope = 0.2 * random.normal()
    return (0..<shape.count).map { index in
      let row = Double(index / (shape.width * shape.channels))
      return Float(level + slope * row + 0.3 * random.normal())
    }
  }

  private static func squaredError(
    _ real: FusedGraph, _ other: FusedGraph, _ inputs: [Float]
  ) throws -> Double {
    var outputs: [[Float]] = []
    for var fused in [real, other] {
      fused.adoptParameters(ofLayer: 0)
      outputs.append(
        try Network(fused.graph).forward(inputs, batch: inputs.count / fused.input.count))
    }
    return zip(outputs[0], outputs[1]).reduce(0) { sum, pair in
      sum + Double(pair.0 - pair.1) * Double(pair.0 - pair.1)
    }
  }
}
