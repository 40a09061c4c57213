import SeededRandom
import Testing

@testable import EdgeRuntime
@testable import Quantization

@Suite("Prototype head")
struct PrototypeHeadTests {
  /// A head in memory that its own pointers lead to, and the reals of it.
  private struct Trial {
    var contents: PrototypeHeadContents
    var output: [Int16]

    init(_ random: inout SeededGenerator, magnitude: Int) {
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
      func value() -> Int16 {
        Int16(max(-32768, random.integer(below: 2 * magnitude + 1) - magnitude))
      }
      contents = PrototypeHeadContents(
        ids: (0..<ids).map { "id_\($0)" }, dimension: dimension, places: places,
        elements: (0..<places.count * dimension).map { _ in value() },
        scoreMultiplier: UInt32(1 << 30 + random.integer(below: 1 << 30)),
        scoreShift: UInt32(1 + random.integer(below: 62)))
      output = (0..<blocks * dimension).map { _ in value() }
    }

    func withHead<Result>(_ body: (PrototypeHead) -> Result) -> Result {
      contents.places.withUnsafeBufferPointer { places in
        contents.elements.withUnsafeBufferPointer { elements in
          body(
            PrototypeHead(
              count: places.count, dimension: contents.dimension, places: places.baseAddress!,
              elements: elements.baseAddress!,
              ids: MachineNames(
                count: contents.ids.count,
                bytes: UnsafeRawPointer(elements.baseAddress!).assumingMemoryBound(to: UInt8.self)),
              scoreMultiplier: contents.scoreMultiplier, scoreShift: contents.scoreShift))
        }
      }
    }

    func squares(id: Int?) -> Int64 {
      let tensor = IntegerTensor(
        height: 1, width: 1, channels: output.count, elementType: .int16, scale: 1, zeroPoint: 0,
        arenaOffset: 0)
      return withHead { head in
        output.withUnsafeBytes { head.nearestSquares($0.baseAddress!, tensor, id: id) }
      }
    }

    /// The same in wide integers.
    func exactSquares(id: Int?) -> Int64 {
      let dimension = contents.dimension
      return contents.places.indices.filter { number in
        let place = contents.places[number]
        return id == nil || place.id == PrototypePlace.anyID || Int(place.id) == id
      }.map { number in
        (0..<dimension).reduce(0) { sum, index in
          let value = Int64(output[Int(contents.places[number].block) * dimension + index])
          let difference = value - Int64(contents.elements[number * dimension + index])
          return sum + difference * difference
        }
      }.min()!
    }
  }

  @Test(arguments: [3, 300, 32768])
  func takesTheNearestOfTheMachineThatIsHeard(_ magnitude: Int) {
    var random = SeededGenerator(seed: UInt64(magnitude))
    for _ in 0..<500 {
      let trial = Trial(&random, magnitude: magnitude)
      for id in trial.contents.ids.indices {
        #expect(trial.squares(id: id) == trial.exactSquares(id: id))
      }
      // One that it does not know is as good as none.
      for id in [nil, -1, trial.contents.ids.count, .max] {
        #expect(trial.squares(id: id) == trial.exactSquares(id: nil))
      }
    }
  }

  /// Against 128-bit integers, over all shifts and sums up to the largest that a head can meet.
  @Test func scoreIsRoundedToNearest() {
    var random = SeededGenerator(seed: 9)
    let limit = Int128(1) << 44 - 1
    var saturated = 0
    for _ in 0..<20_000 {
      let trial = Trial(&random, magnitude: 1)
      let squares = Int64(truncatingIfNeeded: random.next() >> (11 + random.next() % 50))
      let shift = Int128(trial.contents.scoreShift)
      let product = Int128(squares) * Int128(trial.contents.scoreMultiplier)
      let exact = min((product + (1 << (shift - 1))) >> shift, limit)
      if exact == limit { saturated += 1 }
      #expect(trial.withHead { $0.scoreQ24(ofSquares: squares) } == Int64(exact))
    }
    #expect(saturated > 100 && saturated < 15_000)
  }

  @Test func machinesAreFoundByName() throws {
    let model = try ModelImage(try ModelWriter.write(ModelFixture.prototypes())).model()
    #expect(model.ids == ["id_00", "ölpumpe"])
    #expect(model.index(ofID: "ölpumpe") == 1 && model.index(ofID: "id_0") == nil)
    for (name, id) in [("id_00", 0), ("ölpumpe", 1)] {
      let found = Array(name.utf8).withUnsafeBufferPointer { model.id(named: $0) }
      #expect(found == id)
    }
    #expect(model.id(named: UnsafeBufferPointer(start: nil, count: 0)) == nil)
  }

  /// The detector's scores of each machine, and of none: the last is the smallest of all.
  @Test func unknownMachineIsTheOneItSoundsMostLike() throws {
    let image = ModelImage(try ModelWriter.write(ModelFixture.prototypes()))
    var random = SeededGenerator(seed: 3)
    let frames = (0..<400).map { _ in Int16(truncatingIfNeeded: Int(random.next() >> 50) - 8192) }
    func scores(_ id: Int?) throws -> [Int64] {
      var scores: [Int64] = []
      try DetectorRun.withDetector(image, observer: NoObserver()) { detector in
        detector.id = id
        for start in stride(from: 0, to: frames.count, by: 4) {
          detector.processFrame(frames.span.extracting(start..<start + 4)) { event in
            if case .window(_, let score) = event { scores.append(score) }
          }
        }
      }
      return scores
    }
    let (first, second, unknown) = (try scores(0), try scores(1), try scores(nil))
    #expect(unknown == zip(first, second).map { min($0, $1) })
    #expect(first != second && !unknown.isEmpty)
  }

  private typealias Change = (inout PrototypeHeadContents) -> Void

  @Test func headsThatDoNotFitAreRefused() throws {
    let changes: [(String, Change)] = [
      ("block of a prototype", { $0.places[1].block = 3 }),
      ("id of a prototype (ascending)", { $0.places[0].id = 1 }),
      ("id of a prototype", { $0.places[1].id = PrototypePlace.anyID }),
      ("ids that have a prototype", { $0.ids.append("id_02") }),
      ("shift of a score", { $0.scoreShift = 63 }),
      ("shift of a score", { $0.scoreShift = 0 }),
      ("multiplier of a score", { $0.scoreMultiplier = 1 << 31 }),
      ("multiplier of a score", { $0.scoreMultiplier = 0 }),
      ("length of an id's name", { $0.ids[0] = "" }),
    ]
    for (what, change) in changes {
      var contents = ModelFixture.prototypes()
      guard case .nearestPrototype(var head) = contents.heads[0] else { return }
      change(&head)
      contents.heads = [.nearestPrototype(head)]
      let error = try #require(throws: ModelError.self) { try ModelWriter.write(contents) }
      #expect(error.what.description == what)
    }
  }

  @Test func dimensionMustDivideTheOutput() throws {
    var contents = ModelFixture.prototypes()
    guard case .nearestPrototype(var head) = contents.heads[0] else { return }
    head.dimension = 5
    head.elements += [0, 0, 0, 0]
    contents.heads = [.nearestPrototype(head)]
    let error = try #require(throws: ModelError.self) { try ModelWriter.write(contents) }
    #expect(error.what.description == "elements of a prototype, which do not divide the output's")
  }
}
