import EdgeRuntime
import Features
import Foundation

/// Scores the network's sums, or its output, in Double, as a head without any rounding would.
///
/// An ensemble's score is the mean of its networks'.
struct ExactHead: LayerObserver {
  private(set) var frames: [Int16] = []
  private(set) var scores: [Double] = []
  let bands: Int
  private let id: Int?
  private let networks: [OutputScale]
  private var windowQ9: [Int16] = []
  private var networkSum = 0.0
  private var squares = 0.0

  /// What turns a sum, or an integer of the output, into dB, or into the units of prototypes.
  private struct OutputScale {
    let input: ReconstructionHead.Input
    /// What the output is judged by, where it is not compared with the window.
    var head: ScoreHead?
    /// One a channel of sums, or a single one.
    let decibelsPerStep: [Double]
    let zeroPoint: Int32
    let meanDecibels: Double
    /// Place in the window of the first value that is compared.
    var firstElement = 0
    let layer: Int
    let count: Int
  }

  /// Of log2 units in Q9, and in Q13.
  private static let decibelsPerQ9 = LogMelQ9.decibelsPerUnit
  private static let decibelsPerQ13 = LogMelQ9.decibelsPerUnit / 16

  /// - Parameter id: index of the machine that is heard; nil takes the one that it sounds most like.
  init(_ model: Model, id: Int? = nil) {
    bands = model.bands
    self.id = id
    networks = (0..<model.networkCount).compactMap { index in
      switch model.head(index) {
      case nil: nil
      case .reconstruction(let head): Self.scale(model.network(index), head)
      case .nearestPrototype, .nearestCluster, .crossEntropy:
        Self.scale(model.network(index), model.head(index))
      }
    }
  }

  private static func scale(_ network: IntegerNetwork, _ head: ScoreHead?) -> OutputScale {
    let output = network.tensor(network.tensorCount - 1)
    return OutputScale(
      input: .output, head: head, decibelsPerStep: [Double(output.scale)],
      zeroPoint: output.zeroPoint, meanDecibels: 0, layer: network.layerCount - 1,
      count: output.count)
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
      meanDecibels: Double(head.meanQ13) * decibelsPerQ13, firstElement: head.firstElement,
      layer: network.layerCount - 1,
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
    if let head = scale.head {
      let output = values.indices.map { Double(values[$0]) - Double(zeroPoint) }
      return finish(Self.score(output, head, id, step: scale.decibelsPerStep[0]), network)
    }
    let channels = scale.decibelsPerStep.count
    for index in values.indices {
      let y =
        scale.meanDecibels + (Double(values[index]) - Double(zeroPoint))
        * scale.decibelsPerStep[(start + index) % channels]
      let x = Double(windowQ9[scale.firstElement + start + index]) * Self.decibelsPerQ9
      squares += (x - y) * (x - y)
    }
    guard start + values.count == scale.count else { return }
    finish(squares / Double(scale.count), network)
    squares = 0
  }

  /// Takes the score of one network; that of the last one completes the window's.
  private mutating func finish(_ score: Double, _ network: Int) {
    networkSum += score
    guard network == networks.count - 1 else { return }
    scores.append(networkSum / Double(networks.count))
    networkSum = 0
  }

  /// Score of an output, in steps, by a head that needs nothing else.
  private static func score(
    _ output: [Double], _ head: ScoreHead, _ id: Int?, step: Double
  ) -> Double {
    switch head {
    case .reconstruction: preconditionFailure("a reconstruction is compared with its window")
    case .nearestPrototype(let head): distance(output, head, id, step: step)
    case .nearestCluster(let head): distance(output, head, id)
    case .crossEntropy(let head): entropy(output, head, id)
    }
  }

  /// Cross entropy of the machine that is heard, nats.
  private static func entropy(_ output: [Double], _ head: CrossEntropyHead, _ id: Int?) -> Double {
    let octaves = octaves(head.octaveMultiplier, head.octaveShift)
    let largest = output.max() ?? 0
    let distances = output.map { (largest - $0) * octaves }
    let own = id.map { distances[$0] } ?? 0
    return (own + log2(distances.reduce(0) { $0 + exp2(-$1) })) * log(2)
  }

  /// Octaves that a step of the output stands for.
  private static func octaves(_ multiplier: UInt32, _ shift: UInt32) -> Double {
    Double(multiplier) * Double(sign: .plus, exponent: -24 - Int(shift), significand: 1)
  }

  /// Mean distance of an output, in steps, from the nearest cluster of a machine, in its spreads.
  private static func distance(_ output: [Double], _ head: ClusterHead, _ id: Int?) -> Double {
    let octaves = octaves(head.octaveMultiplier, head.octaveShift)
    let sums = (0..<head.count).compactMap { number -> Double? in
      let place = head.places[number]
      if let id, place.id != PrototypePlace.anyID, Int(place.id) != id { return nil }
      let first = Int(place.block) * head.dimension
      return (0..<head.dimension).reduce(0) { sum, element in
        let spread = Double(head.spreads[number * head.dimension + element])
        let center = Double(head.centers[number * head.dimension + element])
        return sum
          + abs(
            exp2(octaves * (output[first + element] - spread)) - exp2(octaves * (center - spread)))
      }
    }
    return (sums.min() ?? 0) / Double(head.dimension)
  }

  /// Mean squared distance of an output, in steps, from the nearest prototype of a machine.
  private static func distance(
    _ output: [Double], _ head: PrototypeHead, _ id: Int?, step: Double
  ) -> Double {
    let squares = (0..<head.count).compactMap { number -> Double? in
      let place = head.places[number]
      if let id, place.id != PrototypePlace.anyID, Int(place.id) != id { return nil }
      let first = Int(place.block) * head.dimension
      return (0..<head.dimension).reduce(0) { sum, element in
        let prototype = Double(head.elements[number * head.dimension + element])
        let difference = output[first + element] - prototype
        return sum + difference * difference
      }
    }
    return (squares.min() ?? 0) * step * step / Double(head.dimension)
  }
}
