import EdgeRuntime
import Foundation
import SeededRandom
import Testing

@testable import Listening

/// Lines of what was heard in stretches, against a detector of its own for each stretch.
@Suite struct ListenerTests {
  private static let small = Result { try SmallModel() }

  fileprivate struct Line: Decodable, Equatable {
    var event: String
    var state: String
    var window: Int?
    var score_q24: Int64?
    var windows: Int?
    var complete: Bool?
    var reason: String?
    var sample: Int?
    var first_sample: Int?
    var samples: Int?
    var level_dbfs: Double?
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func stretchesAreScoredApartAndLevelsAreThoseOfTheirSound(_ seed: UInt64) throws {
    let small = try Self.small.get()
    var random = SeededGenerator(seed: seed)
    let stretches = (0..<12).map { _ in
      (0..<random.integer(below: 9000)).map { _ in Int16(4000 * random.normal()) }
    }
    let file = ScratchFile()
    try small.listen(output: file.open(O_WRONLY)) { listener in
      for (index, stretch) in stretches.enumerated() {
        listener.change(to: index == 0 ? .starting : .gap, index == 0 ? .begin : .overrun)
        var start = 0
        while start < stretch.count {
          let count = min(1 + random.integer(below: 2000), stretch.count - start)
          stretch[start..<start + count].withUnsafeBufferPointer {
            listener.hear($0.baseAddress!, count: count)
          }
          start += count
        }
      }
      listener.finish()
    }
    let lines = try file.text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }.filter { $0.event != "alarm" }
    #expect(lines == (try Self.expected(small, stretches)))
  }

  @Test func alarmsAreLinesOfTheirOwnWithTheScoresBehindThem() throws {
    let small = try Self.small.get()
    var random = SeededGenerator(seed: 4)
    let sound = (0..<20_000).map { _ in Int16(4000 * random.normal()) }
    let file = ScratchFile()
    // Whatever a decision says is quiet, and two anomalies raise it.
    let rule = Alarm.Rule(count: 2, of: 3, quietQ24: .max, holdSamples: 0)
    try small.listen(output: file.open(O_WRONLY), alarm: rule) { listener in
      listener.change(to: .starting, .begin)
      sound.withUnsafeBufferPointer { listener.hear($0.baseAddress!, count: $0.count) }
      listener.finish()
    }
    struct AlarmLine: Decodable, Equatable {
      var event: String
      var state: String
      var anomalies: Int?
      var decisions: Int?
      var scores: [Double]?
      var sample: Int?
    }
    var alarm = Alarm(rule)
    var scores: [Double] = []
    var expected: [AlarmLine] = []
    try small.run(sound) { event in
      guard case .decision(let decision) = event, decision.isComplete else { return }
      scores = (scores + [Double(decision.scoreQ24) / 0x1p24]).suffix(3)
      if let change = alarm.take(
        scoreQ24: decision.scoreQ24, isAnomaly: decision.isAnomaly, at: 0)
      {
        expected.append(
          AlarmLine(
            event: "alarm", state: change == .raised ? "raised" : "cleared",
            anomalies: alarm.anomalyCount, decisions: scores.count, scores: scores))
      }
    }
    let lines = try file.text.split(separator: "\n").map {
      try JSONDecoder().decode(AlarmLine.self, from: Data($0.utf8))
    }.filter { $0.event == "alarm" }
    #expect(!expected.isEmpty)
    #expect(lines.map(\.state) == expected.map(\.state))
    #expect(lines.map(\.anomalies) == expected.map(\.anomalies))
    #expect(lines.map(\.decisions) == expected.map(\.decisions))
    for (line, wanted) in zip(lines, expected) {
      for (score, exact) in zip(line.scores ?? [], wanted.scores ?? []) {
        #expect(abs(score - exact) < 1e-6)
      }
      #expect(line.sample.map { $0 > 0 && $0 <= sound.count } == true)
    }
  }

  private static func expected(_ small: SmallModel, _ stretches: [[Int16]]) throws -> [Line] {
    var lines: [Line] = []
    var first = 0
    for (number, stretch) in stretches.enumerated() {
      var state = number == 0 ? "starting" : "gap"
      lines.append(
        Line(
          event: "state", state: state, reason: number == 0 ? "begin" : "overrun", sample: first))
      var undecided = 0
      var decided = 0
      try small.run(stretch) { event in
        switch event {
        case .window(let index, let scoreQ24):
          undecided += 1
          let span = Int(index) * small.step..<Int(index) * small.step + small.span
          var line = Line(event: "window", state: state, window: Int(index), score_q24: scoreQ24)
          line.place(span, of: stretch, after: first)
          lines.append(line)
        case .decision(let decision):
          state = decision.isAnomaly ? "anomaly" : "normal"
          let last = (decided + undecided - 1) * small.step + small.span
          var line = Line(
            event: "decision", state: state, score_q24: decision.scoreQ24, windows: undecided,
            complete: decision.isComplete)
          line.place(decided * small.step..<last, of: stretch, after: first)
          lines.append(line)
          decided += undecided
          undecided = 0
        }
      }
      first += stretch.count
    }
    return lines
  }
}

extension ListenerTests.Line {
  fileprivate mutating func place(_ span: Range<Int>, of stretch: [Int16], after first: Int) {
    first_sample = first + span.lowerBound
    samples = span.count
    let energy = stretch[span].reduce(0.0) { $0 + Double($1) * Double($1) }
    let decibels = 10 * log10(energy / Double(span.count) / Double(1 << 29))
    level_dbfs = (decibels * 10).rounded() / 10
  }
}
