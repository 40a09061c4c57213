import SeededRandom
import Testing

@testable import Quantization

@Suite struct WeightGridTests {
  /// A row of weights as layers have them: normal, with outliers, of few values, nearly empty.
  static func row(_ count: Int, seed: UInt64) -> [Float] {
    var random = SeededGenerator(seed: seed, stream: "row")
    return (0..<count).map { index in
      let normal = random.normal()
      return switch seed % 4 {
      case 0: Float(0.05 * normal)
      case 1: Float(normal * normal * normal)
      case 2: Float((4 * normal).rounded()) * 0.75
      default: index % 5 == 0 ? Float(normal) : 0
      }
    }
  }

  static func importance(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededGenerator(seed: seed, stream: "importance")
    // Some inputs are always zero.
    return (0..<count).map { _ in max(random.normal() + 0.5, 0) }
  }

  /// The error by definition, integer by integer.
  static func error(
    _ row: [Float], _ grid: WeightGrid, _ scale: Double, _ importance: [Double]?
  ) -> Double {
    row.indices.reduce(0) { sum, index in
      let limit = Double(grid.largest)
      let weight = Double(row[index])
      let integer = min(max((weight / scale).rounded(), -limit), limit)
      let error = weight - integer * scale
      return sum + (importance?[index] ?? 1) * error * error
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var grid: WeightGrid
    var clipping: Bool
    var isWeighted: Bool
    var testDescription: String {
      "\(grid.bits) bits, \(clipping ? "clipping" : "covering"), \(isWeighted ? "weighted" : "even")"
    }
  }

  static let cases = WeightGrid.allCases.flatMap { grid in
    [true, false].flatMap { clipping in
      [true, false].map { Case(grid: grid, clipping: clipping, isWeighted: $0) }
    }
  }

  @Test(arguments: cases, 0..<8 as Range<UInt64>)
  func noScaleOfAFineGridIsBetter(example: Case, seed: UInt64) throws {
    let row = Self.row([1, 3, 20, 90][Int(seed / 2)], seed: seed)
    let importance = example.isWeighted ? Self.importance(row.count, seed: seed) : nil
    let grid = example.grid
    let scale = try #require(
      grid.bestScale(of: row, importance: importance, clipping: example.clipping))
    let found = Self.error(row, grid, Double(scale), importance)
    let largest =
      row.indices.filter { !example.clipping || importance?[$0] != 0 }
      .map { Double(abs(row[$0])) }.max() ?? 0
    let limit = Double(grid.largest)
    let covering = largest / limit
    let low = example.clipping ? covering * max(1 / 16, 1 - 64 / limit) : covering
    let high = covering * (1 + min(1 / 8, 8 / limit))
    let best =
      (0...4000).map { part in
        Self.error(row, grid, low + (high - low) * Double(part) / 4000, importance)
      }.min() ?? 0
    // The scale is a Float, which moves the largest weight by 2^-24 of itself.
    let rounding = row.reduce(0.0) { $0 + Double($1) * Double($1) } * 0x1p-40
    #expect(found <= best + rounding, "\(found) against \(best)")
    if !example.clipping { #expect(Double(scale) >= covering * (1 - 0x1p-23)) }
  }

  @Test(arguments: WeightGrid.allCases)
  func errorIsThatOfTheIntegers(grid: WeightGrid) {
    let row = Self.row(50, seed: 1)
    let importance = Self.importance(50, seed: 1)
    let scale = Float(2) / Float(grid.largest)
    let expected = row.indices.reduce(0.0) { sum, index in
      let integer = grid.quantize(row[index], scale: scale)
      let error = Double(row[index]) - Double(integer) * Double(scale)
      return sum + importance[index] * error * error
    }
    let found = grid.squaredError(of: row, scale: scale, importance: importance)
    #expect(abs(found - expected) <= 1e-12 * expected)
  }

  @Test(arguments: [(.int4, 7), (.int8, 127), (.int16, 32767)] as [(WeightGrid, Int32)])
  func integersAreSymmetricAndSaturate(grid: WeightGrid, largest: Int32) {
    #expect(grid.largest == largest)
    #expect(grid.quantize(1e9, scale: 1) == largest && grid.quantize(-1e9, scale: 1) == -largest)
    #expect(grid.quantize(2.5, scale: 1) == 3 && grid.quantize(-2.5, scale: 1) == -3)
    #expect(grid.coveringScale(of: [0.5, -2] as [Float]) == 2 / Float(largest))
  }

  @Test func fourBitsGainByClippingAnOutlier() throws {
    var row = Self.row(200, seed: 0)
    row[17] = 0.4
    let covering = try #require(WeightGrid.int4.bestScale(of: row, clipping: false))
    let clipped = try #require(WeightGrid.int4.bestScale(of: row, clipping: true))
    let errors = [covering, clipped].map { WeightGrid.int4.squaredError(of: row, scale: $0) }
    #expect(clipped < covering && errors[1] < 0.8 * errors[0])
  }

  @Test func whatIsNeverMultipliedWithAnythingMayBeClipped() throws {
    var row = Self.row(200, seed: 0)
    row[17] = 3
    var importance = [Double](repeating: 1, count: 200)
    importance[17] = 0
    let scale = try #require(
      WeightGrid.int8.bestScale(of: row, importance: importance, clipping: true))
    #expect(scale < 0.25 / 127)
  }

  @Test(arguments: [[], [0, 0, -0], [0x1p-145]] as [[Float]])
  func rowsOfNothingHaveNoScale(row: [Float]) {
    for grid in WeightGrid.allCases {
      #expect(grid.coveringScale(of: row) == nil)
      #expect(grid.bestScale(of: row, clipping: true) == nil)
    }
  }

  @Test func aRowThatNothingMattersOfIsCovered() {
    let row: [Float] = [1, -3]
    #expect(
      WeightGrid.int8.bestScale(of: row, importance: [0, 0], clipping: true) == Float(3) / 127)
  }
}
