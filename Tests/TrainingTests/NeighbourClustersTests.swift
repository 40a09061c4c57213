import FloatModels
import Foundation
import SeededRandom
import Testing

@testable import Training

@Suite("Clusters of nearest neighbours")
struct NeighbourClustersTests {
  @Test func componentsAreThoseOfTheLinks() {
    // 0-1-2 in a row, 3-4, and 5-6 with 7 beside 6.
    let points = [[0.0], [1], [2.5], [10], [11], [20], [20.5], [21.5]]
    #expect(NeighbourClusters.components(points) == [[0, 1, 2], [3, 4], [5, 6, 7]])
    #expect(NeighbourClusters.components([[3]]) == [[0]])
    #expect(NeighbourClusters.components([]).isEmpty)
    #expect(NeighbourClusters.components([[1], [1], [1]]) == [[0, 1, 2]])
  }

  private static func windows(_ count: Int, seed: UInt64) -> [PooledWindow] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { number in
      let machine = number % 2
      let group = Double(random.integer(below: 3))
      let values = (0..<6).map { Double(machine * $0) + group * 3 + random.normal() / 4 }
      return PooledWindow(values, id: "id_0\(machine)", clip: number)
    }
  }

  /// The score as the method says it, from the windows alone.
  private static func score(
    _ windows: [PooledWindow], _ probe: PooledWindow, octaves: Double, least: Double
  ) -> Double {
    let own = windows.filter { $0.id == probe.id }.map { $0.values.map { exp2($0 * octaves) } }
    let heard = probe.values.map { exp2($0 * octaves) }
    let distances = own.map { point in
      own.map { other in zip(point, other).reduce(0.0) { $0 + abs($1.0 - $1.1) } }
    }
    // Flooding instead of joining: the labels of neighbours fall to the lower one until none does.
    var labels = Array(own.indices)
    var isSettled = false
    while !isSettled {
      isSettled = true
      for index in own.indices {
        let nearest = own.indices.filter { $0 != index }
          .min { distances[index][$0] < distances[index][$1] }!
        let least = min(labels[index], labels[nearest])
        if labels[index] != least || labels[nearest] != least { isSettled = false }
        (labels[index], labels[nearest]) = (least, least)
      }
    }
    return Set(labels).map { label in
      let members = own.indices.filter { labels[$0] == label }.map { own[$0] }
      return heard.indices.reduce(0.0) { sum, element in
        let values = members.map { $0[element] }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance =
          values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return sum + abs(heard[element] - mean) / (variance.squareRoot() + least)
      } / Double(heard.count)
    }.min()!
  }

  @Test func scoresAreThoseOfTheMethod() throws {
    let windows = Self.windows(80, seed: 1)
    let fit = try NeighbourClusters(windows, octavesPerUnit: 0.7, leastSpread: 0.05)
    #expect(fit.score.centers.prototypes.count > 6 && fit.score.centers.ids == ["id_00", "id_01"])
    let probes = Self.windows(30, seed: 2)
    for (probe, score) in zip(probes, try fit.scores(of: probes)) {
      let exact = Self.score(windows, probe, octaves: 0.7, least: 0.05)
      #expect(abs(score / exact - 1) < 1e-4)
    }
  }

  /// Another gain everywhere changes nothing where the least spread follows the values.
  @Test func levelOfAllDoesNotMatter() throws {
    let windows = Self.windows(60, seed: 3)
    let louder = windows.map { window in
      PooledWindow(window.values.map { $0 + 5 }, id: window.id, clip: window.clip)
    }
    let probes = Self.windows(10, seed: 4)
    let loudProbes = probes.map { probe in
      PooledWindow(probe.values.map { $0 + 5 }, id: probe.id, clip: probe.clip)
    }
    let scores = try NeighbourClusters(windows, octavesPerUnit: 1).scores(of: probes)
    let loud = try NeighbourClusters(louder, octavesPerUnit: 1).scores(of: loudProbes)
    for (first, second) in zip(scores, loud) { #expect(abs(first / second - 1) < 1e-4) }
  }

  @Test func whatCannotBeLearnedFromIsRefused() {
    #expect(throws: TrainingError.self) { try NeighbourClusters([], octavesPerUnit: 1) }
    let loud = [PooledWindow([2000], id: "a", clip: 3)]
    #expect(throws: TrainingError.self) { try NeighbourClusters(loud, octavesPerUnit: 1) }
  }

  @Test func aSingleWindowIsACluster() throws {
    let windows = [PooledWindow([1, 2], id: "a", clip: 0)]
    let fit = try NeighbourClusters(windows, octavesPerUnit: 1, leastSpread: 0.5)
    #expect(try fit.scores(of: windows)[0] < 1e-6)
    let other = [PooledWindow([2, 2], id: "a", clip: 1)]
    #expect(abs(try fit.scores(of: other)[0] - 2) < 1e-6)
  }
}
