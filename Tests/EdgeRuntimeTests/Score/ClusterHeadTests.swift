import Foundation
import SeededRandom
import Testing

@testable import EdgeRuntime
@testable import Quantization

@Suite("Cluster head")
struct ClusterHeadTests {
  /// A head in memory that its own pointers lead to, and an output.
  private struct Trial {
    var contents: ClusterHeadContents
    var output: [Int16]

    /// - Parameter octaves: of the range that levels are drawn from, on either side of zero.
    init(_ random: inout SeededGenerator, magnitude: Int, octaves: Double) {
      let ids = random.integer(below: 4)
      let dimension = 1 + random.integer(below: 40)
      let blocks = 1 + random.integer(below: 3)
      var places = (0..<ids).flatMap { id in
        (0...random.integer(below: 3)).map { _ in
          PrototypePlace(block: UInt16(random.integer(below: blocks)), id: UInt16(id))
        }
      }
      if ids == 0 || random.integer(below: 2) == 0 {
        places.append(PrototypePlace(block: 0, id: PrototypePlace.anyID))
      }
      func value() -> Int16 { Int16(random.integer(below: 2 * magnitude + 1) - magnitude) }
      let step = octaves / Double(magnitude) * 0x1p24
      let shift = 30 - Int(step.exponent)
      contents = ClusterHeadContents(
        ids: (0..<ids).map { "id_\($0)" }, dimension: dimension, places: places,
        centers: (0..<places.count * dimension).map { _ in value() },
        spreads: (0..<places.count * dimension).map { _ in value() },
        octaveMultiplier: UInt32(
          (step * Double(sign: .plus, exponent: shift, significand: 1)).rounded(.down)),
        octaveShift: UInt32(shift))
      output = (0..<blocks * dimension).map { _ in value() }
    }

    func score(id: Int?) -> Double {
      let tensor = IntegerTensor(
        height: 1, width: 1, channels: output.count, elementType: .int16, scale: 1, zeroPoint: 0,
        arenaOffset: 0)
      return contents.places.withUnsafeBufferPointer { places in
        contents.centers.withUnsafeBufferPointer { centers in
          contents.spreads.withUnsafeBufferPointer { spreads in
            let head = ClusterHead(
              count: places.count, dimension: contents.dimension, places: places.baseAddress!,
              centers: centers.baseAddress!, spreads: spreads.baseAddress!,
              ids: MachineNames(
                count: contents.ids.count,
                bytes: UnsafeRawPointer(centers.baseAddress!).assumingMemoryBound(to: UInt8.self)),
              octaveMultiplier: contents.octaveMultiplier, octaveShift: contents.octaveShift)
            let distance = output.withUnsafeBytes {
              head.nearestDistanceQ20($0.baseAddress!, tensor, id: id)
            }
            return Double(head.scoreQ24(ofDistanceQ20: distance)) / 0x1p24
          }
        }
      }
    }

    /// The same in real arithmetic, and what it may be off by.
    func exact(id: Int?) -> (score: Double, bound: Double) {
      let dimension = contents.dimension
      let octaves =
        Double(contents.octaveMultiplier)
        * Double(sign: .plus, exponent: -24 - Int(contents.octaveShift), significand: 1)
      return contents.places.indices.filter { number in
        let place = contents.places[number]
        return id == nil || place.id == PrototypePlace.anyID || Int(place.id) == id
      }.map { number in
        var (sum, bound) = (0.0, 0.0)
        for index in 0..<dimension {
          let spread = Double(contents.spreads[number * dimension + index])
          let value = exp2(
            octaves
              * (Double(output[Int(contents.places[number].block) * dimension + index]) - spread))
          let center = exp2(
            octaves * (Double(contents.centers[number * dimension + index]) - spread))
          sum += abs(min(value, 0x1p20) - min(center, 0x1p20))
          // Octaves are rounded to 2⁻²⁴, powers to 2⁻²², and values to 2⁻²⁰.
          bound += max(value, center) * 0x1p-21 + 0x1p-20
        }
        return (sum / Double(dimension), bound / Double(dimension))
      }.min { $0.0 < $1.0 }!
    }
  }

  @Test("is that of real arithmetic", arguments: [1.0, 4, 9], [30, 3000, 32767])
  func accuracy(_ octaves: Double, magnitude: Int) {
    var random = SeededGenerator(seed: UInt64(magnitude))
    var worst = 0.0
    for _ in 0..<300 {
      let trial = Trial(&random, magnitude: magnitude, octaves: octaves)
      for id in trial.contents.ids.indices.map(Optional.some) + [nil] {
        let (exact, bound) = trial.exact(id: id)
        let error = abs(trial.score(id: id) - exact)
        #expect(error <= bound + 0x1p-20)
        worst = max(worst, error / (bound + 0x1p-20))
      }
      // One that it does not know is as good as none.
      for id in [-1, trial.contents.ids.count, .max] {
        #expect(trial.score(id: id) == trial.score(id: nil))
      }
    }
    // The bound is no looser than need be.
    #expect(worst > 0.05)
  }

  @Test func whatIsFarAwayEndsAtTheLimit() {
    var random = SeededGenerator(seed: 5)
    let trial = Trial(&random, magnitude: 32767, octaves: 5000)
    for id in trial.contents.ids.indices.map(Optional.some) + [nil] {
      #expect(trial.score(id: id) >= 0 && trial.score(id: id) <= 0x1p20)
      #expect(abs(trial.score(id: id) - trial.exact(id: id).score) <= 1)
    }
  }

  /// The detector's scores of each machine, and of none: the last is the smallest of all.
  @Test func unknownMachineIsTheOneItSoundsMostLike() throws {
    let image = ModelImage(try ModelWriter.write(ModelFixture.clusters()))
    var random = SeededGenerator(seed: 3)
    let frames = (0..<400).map { _ in Int16(truncatingIfNeeded: Int(random.next() >> 52) - 4096) }
    func scores(_ id: Int?) throws -> [Int64] {
      var scores: [Int64] = []
      try DetectorRun.withDetector(image, observer: NoObserver()) { detector in
        detector.id = id
        for start in frames.indices {
          detector.processFrame(frames.span.extracting(start..<start + 1)) { event in
            if case .window(_, let score) = event { scores.append(score) }
          }
        }
      }
      return scores
    }
    let (first, second, unknown) = (try scores(0), try scores(1), try scores(nil))
    #expect(unknown == zip(first, second).map { min($0, $1) })
    #expect(first != second && unknown.count == 100)
  }

  private typealias Change = (inout ClusterHeadContents) -> Void

  @Test func headsThatDoNotFitAreRefused() throws {
    let changes: [(String, Change)] = [
      ("block of a prototype", { $0.places[1].block = 3 }),
      ("id of a prototype (ascending)", { $0.places[0].id = 1 }),
      ("ids that have a prototype", { $0.ids.append("id_02") }),
      ("shift of a score", { $0.octaveShift = 63 }),
      ("shift of a score", { $0.octaveShift = 2 }),
      ("multiplier of a score", { $0.octaveMultiplier = 1 << 31 }),
      ("length of an id's name", { $0.ids[0] = "" }),
    ]
    for (what, change) in changes {
      var contents = ModelFixture.clusters()
      guard case .nearestCluster(var head) = contents.heads[0] else { return }
      change(&head)
      contents.heads = [.nearestCluster(head)]
      let error = try #require(throws: ModelError.self) { try ModelWriter.write(contents) }
      #expect(error.what.description == what)
    }
  }
}
