import EdgeRuntime
import Features

/// Scores the network's sums, or its output, in Double, as a head without any rounding would.
///
/// An ensemble's score is the mean of its networks'.
struct ExactHead: LayerObserver {
  private(set) var frames: [Int16] = []
  private(set) var scores: [Double] = []
  let bands: Int
  private let networks: [OutputScale]
  private var windowQ9: [Int16] = []
  private var networkSum = 0.0
  private var squares = 0.0

  /// What turns a sum, or an integer of the output, into dB.
  private struct OutputScale {
    let input: ReconstructionHead.Input
    /// One a channel of sums, or a single one.
    let decibelsPerStep: [Double]
    let zeroPoint: Int32
    let meanDecibels: Double
    let layer: Int
    let count: Int
  }

  /// Of log2 units in Q9, and in Q13.
  private static let decibelsPerQ9 = LogMelQ9.decibelsPerUnit
  private static let decibelsPerQ13 = LogMelQ9.decibelsPerUnit / 16

  init(_ model: Model) {
    bands = model.bands
    networks = (0..<model.networkCount).compactMap { index in
      model.head(index).map { Self.scale(model.network(index), $0) }
    }
  }

  private static func scale(_ network: IntegerNetwork, _ head: ReconstructionHead) -> OutputScale {
    let layer = network.layer(network.layerCount - 1)
    let input = network.tensor(0)
    // One step of the standardised input, in log2 units, undoes the standardisation.
    let requantizer = network.inputRequantizer
    let stepsPerQ9 =
      Double(requantizer.multiplier)
      * Double(sign: .plus, exponent: Int(requantizer.shift) - 31, significand: 1)
    let deviation = decibelsPerQ9 / (stepsPerQ9 * Double(input.scale))
    let steps: [Double] =
      switch head.input {
      case .accumulators:
        (0..<layer.output.channels).map {
          Double(layer.input.scale) * Double(layer.weightScales[$0]) * deviation
        }
      case .output: [Double(layer.output.scale) * deviation]
      }
    return OutputScale(
      input: head.input, decibelsPerStep: steps, zeroPoint: layer.output.zeroPoint,
      meanDecibels: Double(head.meanQ13) * decibelsPerQ13, layer: network.layerCount - 1,
      count: layer.output.count)
  }

  mutating func frame(_ levelsQ9: Span<Int16>) {
    for index in levelsQ9.indices { frames.append(levelsQ9[index]) }
  }

  mutating func window(_ levelsQ9: Span<Int16>) {
    windowQ9.removeAll(keepingCapacity: true)
    for index in levelsQ9.indices { windowQ9.append(levelsQ9[index]) }
  }

  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int32>) {
    add(values, from: start, network: network, less: 0)
  }

  mutating func accumulators(network: Int, from start: Int, _ values: Span<Int64>) {
    add(values, from: start, network: network, less: 0)
  }

  mutating func output(network: Int, layer: Int, _ values: Span<Int8>) {
    addOutput(values, network: network, layer: layer)
  }

  mutating func output(network: Int, layer: Int, _ values: Span<Int16>) {
    addOutput(values, network: network, layer: layer)
  }

  private mutating func addOutput(
    _ values: Span<some FixedWidthInteger & BitwiseCopyable>, network: Int, layer: Int
  ) {
    let scale = networks[network]
    guard scale.input == .output, layer == scale.layer else { return }
    add(values, from: 0, network: network, less: scale.zeroPoint)
  }

  private mutating func add(
    _ values: Span<some FixedWidthInteger & BitwiseCopyable>, from start: Int, network: Int,
    less zeroPoint: Int32
  ) {
    let scale = networks[network]
    let channels = scale.decibelsPerStep.count
    for index in values.indices {
      let y =
        scale.meanDecibels + (Double(values[index]) - Double(zeroPoint))
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
