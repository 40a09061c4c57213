import FloatModels
import SeededRandom
import Testing
import Training

@Suite("Pooled Gaussian")
struct PooledGaussianTests {
  private static let size = 6

  /// Windows of machines whose values have different means and, from machine to machine, different
  /// spreads.
  private static func windows(
    _ count: Int, ids: [String] = ["a", "b"], seed: UInt64 = 1
  ) -> [PooledWindow] {
    var random = SeededGenerator(seed: seed)
    return ids.enumerated().flatMap { machine, id in
      (0..<count).map { number in
        let common = random.normal()
        let values = (0..<size).map { index in
          Double(machine * index) + common + random.normal() * Double(1 + machine)
        }
        return PooledWindow(values, id: id, clip: machine * count + number)
      }
    }
  }

  /// Squared Mahalanobis distance by solving a system of equations, divided by the dimension, of
  /// values that were divided by `scales`.
  private static func distance(
    _ values: [Double], from group: [[Double]], covariance: ShrunkCovariance, _ scales: [Double]
  ) -> Double {
    let means = mean(group)
    let difference = (0..<size).map { (values[$0] - means[$0]) / scales[$0] }
    var system = (0..<size).map { row in
      Array(covariance.matrix[row * size..<(row + 1) * size]) + [difference[row]]
    }
    for pivot in 0..<size {
      for row in pivot + 1..<max(size, pivot + 1) {
        let factor = system[row][pivot] / system[pivot][pivot]
        for column in pivot...size { system[row][column] -= factor * system[pivot][column] }
      }
    }
    var solution = [Double](repeating: 0, count: size)
    for row in stride(from: size - 1, through: 0, by: -1) {
      let rest = (row + 1..<max(size, row + 1)).reduce(0) { $0 + system[row][$1] * solution[$1] }
      solution[row] = (system[row][size] - rest) / system[row][row]
    }
    return zip(difference, solution).reduce(0) { $0 + $1.0 * $1.1 } / Double(size)
  }

  private static func mean(_ group: [[Double]]) -> [Double] {
    (0..<size).map { index in group.reduce(0) { $0 + $1[index] } / Double(group.count) }
  }

  /// Standard deviations of all groups' deviations together.
  private static func scales(_ groups: [[[Double]]]) -> [Double] {
    let rows = groups.flatMap(deviations)
    return (0..<size).map { index in
      (rows.reduce(0) { $0 + $1[index] * $1[index] } / Double(rows.count)).squareRoot()
    }
  }

  private static func covariance(
    _ rows: [[Double]], _ scales: [Double]
  ) -> ShrunkCovariance {
    ShrunkCovariance(
      deviations: rows.map { zip($0, scales).map { $0 / $1 } }, floor: 1e-6)
  }

  private static func deviations(_ group: [[Double]]) -> [[Double]] {
    let means = mean(group)
    return group.map { zip($0, means).map { $0 - $1 } }
  }

  private static func score(
    _ fit: PooledGaussian, _ values: [Double], id: String?
  ) throws -> Double {
    let output = try Network(fit.graph).forward(values.map(Float.init), batch: 1)
    return fit.score.distance(output[...], id: id)
  }

  @Test func isTheMahalanobisDistanceOfTheMachine() throws {
    let windows = Self.windows(30)
    let fit = try PooledGaussian(windows, floor: 0)
    #expect(!fit.isShared && fit.score.ids == ["a", "b"] && fit.shrinkage.count == 2)
    let probe = (0..<Self.size).map { Double($0) * 0.7 - 1 }
    let groups = ["a", "b"].map { id in windows.filter { $0.id == id }.map(\.values) }
    let scales = Self.scales(groups)
    for (group, id) in zip(groups, ["a", "b"]) {
      let covariance = Self.covariance(Self.deviations(group), scales)
      let exact = Self.distance(probe, from: group, covariance: covariance, scales)
      #expect(abs(try Self.score(fit, probe, id: id) / exact - 1) < 1e-5)
    }
    let both = try ["a", "b"].map { try Self.score(fit, probe, id: $0) }
    #expect(try Self.score(fit, probe, id: nil) == both.min())
  }

  @Test func fewWindowsShareACovariance() throws {
    let windows = Self.windows(PooledGaussian.leastForOwn - 1)
    let fit = try PooledGaussian(windows, floor: 0)
    #expect(fit.isShared && fit.shrinkage.count == 1 && fit.score.prototypes.count == 2)
    let groups = ["a", "b"].map { id in windows.filter { $0.id == id }.map(\.values) }
    let scales = Self.scales(groups)
    let covariance = Self.covariance(groups.flatMap(Self.deviations), scales)
    let probe = (0..<Self.size).map { 2 - Double($0) }
    for (group, id) in zip(groups, ["a", "b"]) {
      let exact = Self.distance(probe, from: group, covariance: covariance, scales)
      #expect(abs(try Self.score(fit, probe, id: id) / exact - 1) < 1e-5)
    }
  }

  /// A microphone with another gain and another sensitivity in each value changes nothing.
  @Test func scalesOfTheValuesDoNotMatter() throws {
    let windows = Self.windows(30)
    let others = windows.map { window in
      PooledWindow(
        window.values.enumerated().map { $1 * Double($0 + 1) - 3 }, id: window.id,
        clip: window.clip)
    }
    let (fit, other) = (
      try PooledGaussian(windows, floor: 0), try PooledGaussian(others, floor: 0)
    )
    let probe = (0..<Self.size).map { Double($0) * 0.7 - 1 }
    let score = try Self.score(fit, probe, id: "b")
    let same = try Self.score(
      other, probe.enumerated().map { $1 * Double($0 + 1) - 3 }, id: "b")
    #expect(abs(same / score - 1) < 1e-4)
  }

  /// A covariance of many values fits its own windows too well; normal sound to come has the scores
  /// of windows that were held out.
  @Test func heldOutScoresAreThoseOfNewNormalWindows() throws {
    let windows = Self.windows(25)
    let fit = try PooledGaussian(windows, floor: 0)
    let heldOut = try HeldOutScores.of(windows) {
      try PooledGaussian($0, floor: 0, isShared: fit.isShared)
    }
    let own = try windows.map { try Self.score(fit, $0.values, id: $0.id) }
    let new = try Self.windows(400, seed: 77).map { try Self.score(fit, $0.values, id: $0.id) }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(heldOut.count == windows.count)
    #expect(mean(own) < 0.9 * mean(new))
    #expect(abs(mean(heldOut) / mean(new) - 1) < 0.15)
  }

  /// Windows of one clip are alike: all of them are held out together.
  @Test func windowsOfAClipAreHeldOutTogether() throws {
    var windows = Self.windows(6, ids: ["a"])
    for index in windows.indices { windows[index].clip = index / 3 }
    // The two clips are far apart, so that a window scores low only beside its own clip.
    for index in 3..<6 { windows[index].values[0] += 1000 }
    let heldOut = try HeldOutScores.of(windows) {
      try PooledGaussian($0, floor: 1, isShared: true)
    }
    #expect(heldOut.count == 6 && heldOut.allSatisfy { $0 > 1000 })
  }

  @Test func aSingleClipOfAMachineHasNoHeldOutScore() throws {
    let windows =
      Self.windows(1, ids: ["a", "b"])
      + Self.windows(3, ids: ["c"], seed: 5).map {
        PooledWindow($0.values, id: "c", clip: $0.clip + 100)
      }
    let heldOut = try HeldOutScores.of(windows) {
      try PooledGaussian($0, floor: 1, isShared: true)
    }
    #expect(heldOut.count == 3)
  }

  @Test func nothingToLearnFromIsRefused() {
    #expect(throws: TrainingError.self) { try PooledGaussian([], floor: 0) }
  }

  /// Clips that are all the same: whatever differs by more than the rounding is far away.
  @Test func silenceHasTheFloorForAVariance() throws {
    let same = (0..<3).map { PooledWindow([1, 2], id: "a", clip: $0) }
    let fit = try PooledGaussian(same, floor: 1e-4)
    #expect(try Self.score(fit, [1, 2], id: "a") < 1)
    #expect(try Self.score(fit, [1, 2.1], id: "a") > 50)
  }
}
