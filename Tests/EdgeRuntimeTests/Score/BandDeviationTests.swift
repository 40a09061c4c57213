import Quantization
import SeededRandom
import Testing

@testable import EdgeRuntime

/// Which bands anomalies name, beside the same in Double from what a whole run shows.
@Suite struct BandDeviationTests {
  /// Squared deviations of the windows of a decision, Q26, a row a window.
  private struct Recorder: LayerObserver {
    let model: Model
    var rows: [[Double]] = []
    private var levels: [Int16] = []

    init(_ model: Model) { self.model = model }

    mutating func window(_ levelsQ9: Span<Int16>) {
      levels = levelsQ9.indices.map { levelsQ9[$0] }
      rows.append([Double](repeating: 0, count: model.bands))
      let expected = Array(model.calibration.bands.expectedQ13)
      guard !expected.isEmpty else { return }
      let isModulation = model.windowing.pooling == .modulation
      for (element, level) in levels.enumerated() {
        let error = 16 * Double(level) - Double(expected[element % expected.count])
        add(error, to: isModulation ? element / 8 : element % model.bands)
      }
    }

    mutating func accumulators(network _: Int, from start: Int, _ values: Span<Int32>) {
      guard model.calibration.bands.expectedQ13.isEmpty,
        case .reconstruction(let head) = model.head(0)
      else { return }
      for index in 0..<values.count {
        let element = head.firstElement + start + index
        let channel = (start + index) % head.channels
        let output = Double(head.outputQ13(values[index], channel: channel))
        add(16 * Double(levels[element]) - output, to: element % model.bands)
      }
    }

    private mutating func add(_ error: Double, to band: Int) {
      rows[rows.count - 1][band] += error * error
    }
  }

  /// The ranges that stand out of the mean of some rows.
  private static func ranges(_ rows: [[Double]], perBand: Int, _ normal: [Double]) -> [[Double]] {
    var times = normal.indices.map { band in
      // As coarse as the device's, whose halves are compared.
      let sum = rows.reduce(0) { $0 + $1[band] }
      return (sum / Double(perBand * rows.count) / normal[band] * 256).rounded(.down) / 256
    }
    var found: [[Double]] = []
    while found.count < 3, let peak = times.max(), peak > 1,
      found.isEmpty || peak >= found[0][2] / 2, let place = times.firstIndex(of: peak)
    {
      var range = place...place
      while range.lowerBound > 0, times[range.lowerBound - 1] >= peak / 2 {
        range = range.lowerBound - 1...place
      }
      while range.upperBound < times.count - 1, times[range.upperBound + 1] >= peak / 2 {
        range = range.lowerBound...range.upperBound + 1
      }
      for band in range { times[band] = 0 }
      found.append([Double(range.lowerBound), Double(range.upperBound), peak])
    }
    return found
  }

  private static func models() throws -> [(String, ModelContents)] {
    var convolutional = try ModelFixture.smallConvolutional()
    convolutional.frontEnd = .features(bands: 8)
    convolutional.windowing.framesPerStep = 4
    return [
      ("dense", ModelFixture.tiny()), ("interpolation", ModelFixture.interpolation()),
      ("convolutional", convolutional), ("ensemble", ModelFixture.ensemble()),
      ("mean", ModelFixture.prototypes(pooling: .mean)),
      ("mean and maximum", ModelFixture.prototypes()), ("modulation", ModelFixture.clusters()),
      ("classifier", ModelFixture.classifier()),
    ].map { ($0.0, $0.1.withBandNorms(seed: 3)) }
  }

  private static func frames(_ contents: ModelContents, windows: Int) -> [Int16] {
    var random = SeededGenerator(seed: 5, stream: "frames")
    let windowing = contents.windowing
    let frames = (windows - 1) * windowing.framesPerStep + windowing.framesPerWindow
    return (0..<frames * contents.frontEnd.bands).map { _ in
      Int16(random.integer(below: 8000)) - 7000
    }
  }

  @Test func anomaliesNameTheBandsOfTheirWindows() throws {
    for (name, original) in try Self.models() {
      var contents = original
      let bands = contents.frontEnd.bands
      let frames = Self.frames(contents, windows: 60)
      let plain = ModelImage(try ModelWriter.write(contents))
      let scores = try DetectorRun.windowScores(plain, frames: frames, bands: bands)
      contents.calibration.thresholdQ24 = scores.sorted()[scores.count / 2]
      let image = ModelImage(try ModelWriter.write(contents))
      let model = try image.model()
      let rows = try DetectorRun.withDetector(image, observer: Recorder(model)) { detector in
        detector.processFrames(frames) { _ in }
        return detector.observer.rows
      }
      var perBand = contents.windowing.framesPerWindow
      if let output = contents.networks[0].tensors.last, model.calibration.bands.expectedQ13.isEmpty
      {
        perBand = output.count / bands
      } else if contents.windowing.pooling != .none {
        perBand = contents.windowing.pooling.valuesPerBand
      }
      let normal = model.calibration.bands.normalQ26.map(Double.init)
      var (first, anomalies) = (0, 0)
      try DetectorRun.withDetector(image, observer: BandNaming()) { detector in
        func check(_ event: DetectorEvent) {
          guard case .decision(let decision) = event else { return }
          let windows = first..<first + decision.windowCount
          first = windows.upperBound
          guard decision.isAnomaly else {
            #expect(decision.bands.count == 0, "\(name)")
            return
          }
          anomalies += 1
          let hot = windows.filter { scores[$0] >= contents.calibration.thresholdQ24 }
          let expected = Self.ranges(hot.map { rows[$0] }, perBand: perBand, normal)
          let found = (0..<decision.bands.count).map { decision.bands[$0] }
          #expect(
            found.map { [Int($0.first), Int($0.last)] }
              == expected.map { [Int($0[0]), Int($0[1])] },
            "\(name)")
          for (found, expected) in zip(found, expected) {
            #expect(abs(Double(found.timesQ8) / 256 - expected[2]) < 1.0 / 128, "\(name)")
          }
        }
        detector.processFrames(frames, check)
        detector.finish(check)
      }
      #expect(anomalies > 3, "\(name)")
    }
  }

  /// Streamed windows are compared where their rows lie.
  @Test func streamedAnomaliesNameTheSame() throws {
    var contents = try #require(try Self.models().first { $0.0 == "convolutional" }).1
    contents.calibration.thresholdQ24 = 0
    let frames = Self.frames(contents, windows: 20)
    let image = ModelImage(try ModelWriter.write(contents))
    func events(reusing: Bool) throws -> [DetectorEvent] {
      try DetectorRun.withDetector(image, observer: BandNaming(), reusing: reusing) { detector in
        let isStreaming = detector.isStreaming
        #expect(isStreaming == reusing)
        var events: [DetectorEvent] = []
        detector.processFrames(frames) { events.append($0) }
        return events
      }
    }
    let whole = try events(reusing: false)
    #expect(try events(reusing: true) == whole)
    let named = whole.contains { event in
      if case .decision(let decision) = event { decision.bands.count > 0 } else { false }
    }
    #expect(named)
  }

  /// Nobody who did not ask for bands pays for them, nor does a model without norms.
  @Test func memoryGrowsOnlyWhereBandsAreNamed() throws {
    let contents = ModelFixture.tiny()
    let model = try ModelImage(try ModelWriter.write(contents)).model()
    #expect(model.arenaBytes() == model.memory.detectorBytes)
    #expect(
      model.arenaBytes(namingBands: true)
        == (model.memory.detectorBytes + 15) / 16 * 16 + 16 * contents.frontEnd.bands)
    var plain = contents
    plain.calibration.bands = nil
    let other = try ModelImage(try ModelWriter.write(plain)).model()
    #expect(other.arenaBytes(namingBands: true) == other.memory.detectorBytes)
  }

  @Test func whatAreNoNormsIsRefused() throws {
    let contents = ModelFixture.prototypes().withBandNorms()
    #expect(throws: Never.self) { try ModelWriter.write(contents) }
    func refused(_ change: (inout BandNormsContents) -> Void) {
      var contents = contents
      if var bands = contents.calibration.bands {
        change(&bands)
        contents.calibration.bands = bands
      }
      #expect(throws: (any Error).self) { try ModelWriter.write(contents) }
    }
    refused { $0.normalQ26[2] = 0 }
    refused { $0.normalQ26[0] = 1 << 43 }
    refused { $0.normalQ26.removeLast() }
    refused { $0.expectedQ13.removeLast() }
    refused { $0.expectedQ13.append(0) }
    refused { $0.expectedQ13[1] = 1 << 21 }
  }

  @Test func bandsHearWhatTheirBinsDo() throws {
    let model = try ModelImage(try ModelWriter.write(ModelFixture.smallConvolutional())).model()
    guard case .logMel(let tables) = model.frontEnd else { return }
    let range = BandRange(first: 2, last: 4, timesQ8: 256)
    let last = tables.bands[4]
    // 8 kHz and frames of 128: bins lie 62.5 Hz apart.
    let lowest = Int(Double(tables.bands[2].firstBin) * 62.5)
    let highest = Int(Double(last.firstBin + last.binCount - 1) * 62.5)
    #expect(model.hertz(of: range) == lowest...highest)
    let frames = try ModelImage(try ModelWriter.write(ModelFixture.tiny())).model()
    #expect(frames.hertz(of: range) == nil)
  }
}
