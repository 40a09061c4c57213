import Datasets
import EdgeRuntime
import Features
import Quantization

/// The device's code as built for this workstation.
public struct HostTarget: DeviceTarget {
  private let image: ModelImage

  /// A target that runs the model.
  public init(_ image: ModelImage) { self.image = image }

  /// `host`
  public var name: String { "host" }

  /// Runs a fresh detector over a whole clip.
  public func run(_ contents: ClipReader.Contents, of clip: Clip) throws -> DeviceRun {
    try run(contents)
  }

  /// Runs a fresh detector over a whole clip.
  public func run(_ clip: ClipReader.Contents) throws -> DeviceRun {
    var scores: [Int64] = []
    let head = try DetectorRun(image).run(clip, observer: ExactHead(image.model())) { event in
      if case .window(_, let scoreQ24) = event { scores.append(scoreQ24) }
    }
    return DeviceRun(
      frames: LogMelFrames(values: head.frames, bands: head.bands), windowScoresQ24: scores,
      exactHeadScores: head.scores)
  }
}

/// Scores the network's accumulators in Double, as a head without any rounding would.
///
/// An ensemble's score is the mean of its networks'.
private struct ExactHead: LayerObserver {
  private(set) var frames: [Int16] = []
  private(set) var scores: [Double] = []
  let bands: Int
  private let networks: [OutputScale]
  private var windowQ9: [Int16] = []
  private var networkSum = 0.0
  private var squares = 0.0

  /// What turns an accumulator of each channel into dB.
  private struct OutputScale {
    let decibelsPerStep: [Double]
    let meanDecibels: Double
    let count: Int
  }

  /// Of log2 units in Q9, and in Q13.
  private static let decibelsPerQ9 = LogMelQ9.decibelsPerUnit
  private static let decibelsPerQ13 = LogMelQ9.decibelsPerUnit / 16

  init(_ model: Model) {
    bands = model.bands
    networks = (0..<model.networkCount).map { index in
      let network = model.network(index)
      let layer = network.layer(network.layerCount - 1)
      let input = network.tensor(0)
      // One step of the standardised input, in log2 units, undoes the standardisation.
      let requantizer = network.inputRequantizer
      let stepsPerQ9 =
        Double(requantizer.multiplier)
        * Double(sign: .plus, exponent: Int(requantizer.shift) - 31, significand: 1)
      let deviation = Self.decibelsPerQ9 / (stepsPerQ9 * Double(input.scale))
      return OutputScale(
        decibelsPerStep: (0..<layer.output.channels).map {
          Double(layer.input.scale) * Double(layer.weightScales[$0]) * deviation
        },
        meanDecibels: Double(model.head(index).meanQ13) * Self.decibelsPerQ13,
        count: layer.output.count)
    }
  }

  mutating func frame(_ levelsQ9: Span<Int16>) {
    for index in levelsQ9.indices { frames.append(levelsQ9[index]) }
  }

  mutating func window(_ levelsQ9: Span<Int16>) {
    windowQ9.removeAll(keepingCapacity: true)
    for index in levelsQ9.indices { windowQ9.append(levelsQ9[index]) }
  }

  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>) {
    let scale = networks[network]
    let channels = scale.decibelsPerStep.count
    for index in values.indices {
      let y =
        scale.meanDecibels + Double(values[index])
        * scale.decibelsPerStep[(start + index) % channels]
      let x = Double(windowQ9[start + index]) * Self.decibelsPerQ9
      squares += (x - y) * (x - y)
    }
    guard start + values.count == scale.count else { return }
    networkSum += squares / Double(scale.count)
    squares = 0
    guard network == networks.count - 1 else { return }
    scores.append(networkSum / Double(networks.count))
    networkSum = 0
  }
}
