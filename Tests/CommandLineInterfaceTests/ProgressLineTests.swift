import Synchronization
import Testing

@testable import CommandLineInterface

@Suite struct ProgressLineTests {
  /// A clock that is set by hand, and a list of what was shown.
  private final class Bench: Sendable {
    let time = Mutex(100.0)
    let shown = Mutex<[String]>([])

    func line(total: Int?, isEnabled: Bool = true) -> ProgressLine {
      ProgressLine(
        "training", total: total, unit: "windows", isEnabled: isEnabled,
        now: { self.time.withLock { $0 } },
        show: { text in self.shown.withLock { $0.append(text) } })
    }

    func wait(_ seconds: Double) { time.withLock { $0 += seconds } }
    var lines: [String] { shown.withLock { $0 } }
  }

  @Test func nothingIsShownInTheFirstSecond() {
    let bench = Bench()
    let line = bench.line(total: 10)
    line.update(1)
    bench.wait(0.9)
    line.update(5)
    line.finish()
    #expect(bench.lines == [])
  }

  @Test func aLineSaysRateAndTimeLeftAndIsClearedAtTheEnd() {
    let bench = Bench()
    let line = bench.line(total: 1_000)
    bench.wait(2)
    line.update(100, note: "epoch 1")
    #expect(bench.lines == ["training  100 of 1000 windows  50 windows/s  0:18 left  epoch 1"])
    line.finish()
    line.finish()
    #expect(bench.lines.dropFirst() == [""])
  }

  @Test func theLineIsDrawnAtMostTenTimesASecond() {
    let bench = Bench()
    let line = bench.line(total: nil)
    for step in 0..<400 {
      bench.wait(0.01)
      line.update(step)
    }
    #expect((25...32).contains(bench.lines.count))
    #expect(bench.lines.first?.hasSuffix("windows/s") == true)
  }

  @Test func withoutATerminalNothingIsEverShown() {
    let bench = Bench()
    let line = bench.line(total: 10, isEnabled: false)
    bench.wait(5)
    line.update(5)
    line.finish()
    #expect(bench.lines == [])
  }

  @Test func aDroppedLineIsCleared() {
    let bench = Bench()
    do {
      let line = bench.line(total: 10)
      bench.wait(5)
      line.update(5)
    }
    #expect(bench.lines.last == "")
  }

  @Test(arguments: [
    (0.2, "0:01"), (59.5, "1:00"), (125, "2:05"), (3_600, "1 h 00 min"), (1e300, "277777 h 46 min"),
  ])
  func durationsReadWell(seconds: Double, text: String) {
    #expect(ProgressLine.duration(seconds) == text)
  }
}
