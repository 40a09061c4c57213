import EdgeRuntime
import Features
import SeededRandom
import Testing

@testable import Quantization

/// Sound that tends to break fixed-point code.
enum HardSound: CaseIterable, Sendable {
  case silence, fullScalePositive, fullScaleNegative, minimumAmongNoise, square, white, offset
  case spikes

  func samples(_ count: Int) -> [Int16] {
    var random = SeededGenerator(seed: 11)
    return (0..<count).map { index in
      let noise = Int16(truncatingIfNeeded: random.next())
      return switch self {
      case .silence: 0
      case .fullScalePositive: Int16.max
      case .fullScaleNegative: Int16.min
      case .minimumAmongNoise: noise & 63 == 0 ? .min : noise >> 6
      case .square: index / 17 % 2 == 0 ? .max : .min
      case .white: noise
      case .offset: 12_000 &+ noise >> 8
      case .spikes: index % 5_003 == 0 ? .min : 0
      }
    }
  }
}

@Suite("Endurance")
struct EnduranceTests {
  /// 1,000 windows of each sound through each model; the large one hears most of them as frames.
  @Test(arguments: HardSound.allCases)
  func noSoundTraps(_ sound: HardSound) throws {
    try hear(sound, try ModelFixture.smallConvolutional(), windows: 1000)
    try hear(sound, try ModelFixture.denseAutoencoder(), windows: 1000)
    let large = try ModelFixture.convolutionalAutoencoder()
    try hear(sound, large, windows: 40)
    // Checked arithmetic is many times slower.
    try hearFrames(of: sound, large, windows: ProvenArithmetic.isChecked ? 100 : 1000)
  }

  /// Frames of the sound over and over; 331 is prime, so that a window returns after 331 others.
  private func hearFrames(
    of sound: HardSound, _ contents: ModelContents, windows: Int
  ) throws {
    guard case .logMel(let tables) = contents.frontEnd else { return }
    let round = 331
    let frames = DeviceLogMel.frames(
      of: sound.samples(tables.frameLength + (round - 1) * tables.hop), tables: tables)
    let (windowing, bands) = (contents.windowing, tables.bands.count)
    var scores: [Int64] = []
    let image = ModelImage(try ModelWriter.write(contents))
    try DetectorRun.withDetector(image, observer: NoObserver()) { detector in
      for frame in 0..<windowing.framesPerWindow + (windows - 1) * windowing.framesPerStep {
        let start = frame % round * bands
        detector.processFrame(frames.span.extracting(start..<start + bands)) { event in
          if case .window(_, let score) = event { scores.append(score) }
        }
      }
    }
    #expect(scores.count == windows)
    #expect(scores.allSatisfy { $0 >= 0 && $0 < 1 << 44 })
  }

  private func hear(_ sound: HardSound, _ contents: ModelContents, windows: Int) throws {
    guard case .logMel(let tables) = contents.frontEnd else { return }
    let windowing = contents.windowing
    let frames = windowing.framesPerWindow + (windows - 1) * windowing.framesPerStep
    let samples = sound.samples(tables.frameLength + (frames - 1) * tables.hop)
    let image = ModelImage(try ModelWriter.write(contents))
    var scores: [Int64] = []
    for case .window(_, let score) in try DetectorRun.events(image, samples: samples) {
      scores.append(score)
    }
    #expect(scores.count == windows)
    #expect(scores.allSatisfy { $0 >= 0 && $0 < 1 << 44 })
  }

  /// Every extreme of the log-mel itself, for models that are given frames.
  @Test(arguments: [Int16.min, -1, 0, 1, Int16.max])
  func noLevelTraps(_ level: Int16) throws {
    for contents in [
      ModelFixture.tiny(), ModelFixture.ensemble(), EveryKindFixture.model(),
      ModelFixture.prototypes(), ModelFixture.clusters(),
    ] {
      let image = ModelImage(try ModelWriter.write(contents))
      let bands = contents.frontEnd.bands
      let scores = try DetectorRun.windowScores(
        image, frames: [Int16](repeating: level, count: bands * 1001), bands: bands)
      #expect(scores.count >= 200)
    }
  }
}
