import FloatModels
import SeededRandom
import Testing

@testable import Training

@Suite("Pooled neighbours")
struct PooledNeighboursTests {
  private static func windows(_ count: Int, seed: UInt64) -> [PooledWindow] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { number in
      let machine = number % 3
      let values = (0..<5).map { Double(machine * $0) + random.normal() * Double($0 + 1) }
      return PooledWindow(values, id: "id_0\(machine)", clip: number)
    }
  }

  private static func score(
    _ fit: PooledNeighbours, _ values: [Double], id: String?
  ) throws -> Double {
    let output = try Network(fit.graph).forward(values.map(Float.init), batch: 1)
    return fit.score.distance(output[...], id: id)
  }

  @Test func isTheDistanceFromTheNearestWindowOfTheMachine() throws {
    let windows = Self.windows(60, seed: 1)
    let fit = try PooledNeighbours(windows, floor: 0)
    let scales = PooledWindow.deviations(windows, floor: 0)
    for probe in Self.windows(20, seed: 2) {
      let distances = windows.filter { $0.id == probe.id }.map { window in
        (0..<5).reduce(0.0) { sum, index in
          let difference = (probe.values[index] - window.values[index]) / scales[index]
          return sum + difference * difference
        } / 5
      }
      let exact = try #require(distances.min())
      #expect(abs(try Self.score(fit, probe.values, id: probe.id) - exact) < 1e-4 * (1 + exact))
    }
  }

  /// No window that was left out is farther from the next kept one than these are from each other.
  @Test func thoseThatAreKeptCoverTheOthers() throws {
    let windows = Self.windows(300, seed: 3)
    let fit = try PooledNeighbours(windows, floor: 0, most: 60)
    #expect(fit.score.prototypes.count == 60)
    let points = windows.filter { $0.id == "id_01" }.map(\.values)
    let kept = PooledNeighbours.spread(points, 20)
    func distance(_ first: [Double], _ second: [Double]) -> Double {
      zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let cover = points.map { point in kept.map { distance(point, $0) }.min() ?? 0 }.max() ?? 0
    var apart = Double.infinity
    for first in kept.indices {
      for second in kept.indices where second != first {
        apart = min(apart, distance(kept[first], kept[second]))
      }
    }
    #expect(kept.count == 20 && kept[0] == points[0] && cover <= apart)
  }

  @Test func equalWindowsAreKeptOnce() {
    let points = [[Double]](repeating: [1, 2], count: 9)
    #expect(PooledNeighbours.spread(points, 4) == [[1, 2]])
    #expect(PooledNeighbours.spread(points, 9).count == 9)
  }

  /// A window that was learned is at distance 0 from itself; one that was held out is not.
  @Test func heldOutScoresAreThoseOfNewNormalWindows() throws {
    let windows = Self.windows(150, seed: 5)
    let fit = try PooledNeighbours(windows, floor: 0)
    let heldOut = try HeldOutScores.of(windows) { try PooledNeighbours($0, floor: 0) }
    let new = try Self.windows(600, seed: 6).map { try Self.score(fit, $0.values, id: $0.id) }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(abs(mean(heldOut) / mean(new) - 1) < 0.2)
    #expect(try Self.score(fit, windows[0].values, id: windows[0].id) < 1e-9)
  }

  @Test func nothingToLearnFromIsRefused() {
    #expect(throws: TrainingError.self) { try PooledNeighbours([], floor: 0) }
  }
}
