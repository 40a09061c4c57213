import SeededRandom

/// An asynchronous motor on the 50 Hz mains.
struct InductionMotor: Sendable {
  static let lineFrequency = 50.0
  let polePairs: Int
  /// Share by which the rotor lags behind the field at the usual load, .02 to .05.
  let slip: Double

  /// Turns a second: f/p · (1 - s) (any text on electrical machines, e.g. Fitzgerald, "Electric
  /// Machinery", ch. 6).
  func rotation(slip: Double) -> Double {
    Self.lineFrequency / Double(polePairs) * (1 - slip)
  }

  /// Hum at multiples of twice the line frequency, where the pull between stator and rotor lies.
  func hum(_ count: Int, random: inout SeededGenerator) -> [Double] {
    let orders: [(Int, Double)] = [(2, 1), (4, 0.5), (6, 0.35), (8, 0.15), (12, 0.12), (18, 0.08)]
    let table = HarmonicTable(
      orders.map { ($0.0, $0.1 * random.uniform(in: 0.8...1.25), random.uniform()) })
    var line = Oscillator(turns: random.uniform())
    return (0..<count).map { _ in
      _ = line.advance(Self.lineFrequency)
      return table.value(at: line.phase)
    }
  }
}

extension InductionMotor {
  /// Draws a motor that has one of these numbers of pole pairs.
  init(polePairs: [Int], random: inout SeededGenerator) {
    self.init(
      polePairs: polePairs[random.integer(below: polePairs.count)],
      slip: random.uniform(in: 0.02...0.05))
  }
}
