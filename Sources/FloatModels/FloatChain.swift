/// The float detector: network and score, from frames in dB.
public struct FloatChain: Sendable {
  private let model: FloatModel
  private let network: Network
  /// Windows that go through the network together.
  private static let batch = 64

  /// - Precondition: the model is a detector (`FloatModel.checkIsDetector`).
  /// - Throws: `GraphError` for a network that cannot be executed.
  public init(_ model: FloatModel) throws(GraphError) {
    self.model = model
    network = try Network(model.graph)
  }

  /// Score of each window, dB²: the mean over the window of `(x - y)²`.
  ///
  /// - Parameter decibels: `frames × bands`, oldest frame first.
  public func windowScores(_ decibels: [Double]) -> [Double] {
    let bands = model.frontEnd.bands
    let count = model.windowing.windowCount(frames: decibels.count / bands)
    var scores: [Double] = []
    scores.reserveCapacity(count)
    for first in stride(from: 0, to: count, by: Self.batch) {
      scores += self.scores(decibels, windows: first..<min(first + Self.batch, count))
    }
    return scores
  }

  private func scores(_ decibels: [Double], windows: Range<Int>) -> [Double] {
    let size = network.graph.input.count
    let step = model.windowing.framesPerStep * model.frontEnd.bands
    let mean = Double(model.inputMean)
    let deviation = Double(model.inputDeviation)
    var input: [Float] = []
    input.reserveCapacity(windows.count * size)
    for window in windows {
      for x in decibels[window * step..<window * step + size] {
        input.append(Float((x - mean) / deviation))
      }
    }
    let output = network.forward(input, batch: windows.count)
    return windows.enumerated().map { index, window in
      var sum = 0.0
      for element in 0..<size {
        let x = decibels[window * step + element]
        let y = mean + deviation * Double(output[index * size + element])
        sum += (x - y) * (x - y)
      }
      return sum / Double(size)
    }
  }

  /// The mean of the window scores; nil without a window.
  public static func clipScore(_ windowScores: [Double]) -> Double? {
    windowScores.isEmpty ? nil : windowScores.reduce(0, +) / Double(windowScores.count)
  }
}
