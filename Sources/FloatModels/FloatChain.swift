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

  /// Score of each window; for an autoencoder dB², the mean over the window of `(x - y)²`.
  ///
  /// - Parameters:
  ///   - decibels: `frames × bands`, oldest frame first.
  ///   - id: the machine that is heard, where the score tells machines apart; nil, or one that it
  ///     does not know, takes the one that it sounds most like.
  public func windowScores(_ decibels: [Double], id: String? = nil) -> [Double] {
    let bands = model.frontEnd.bands
    let count = model.windowing.windowCount(frames: decibels.count / bands)
    var scores: [Double] = []
    scores.reserveCapacity(count)
    for first in stride(from: 0, to: count, by: Self.batch) {
      let windows = first..<min(first + Self.batch, count)
      scores += self.scores(windows.map { window($0, of: decibels) }, id: id)
    }
    return scores
  }

  /// What the network is given of a window, in dB.
  private func window(_ index: Int, of decibels: [Double]) -> [Double] {
    let (windowing, bands) = (model.windowing, model.frontEnd.bands)
    let first = index * windowing.framesPerStep * bands
    return windowing.values(
      decibels[first..<first + windowing.framesPerWindow * bands], bands: bands)
  }

  private func scores(_ windows: [[Double]], id: String?) -> [Double] {
    let mean = Double(model.inputMean)
    let deviation = Double(model.inputDeviation)
    let input = windows.flatMap { $0.map { Float(($0 - mean) / deviation) } }
    let output = network.forward(input, batch: windows.count)
    let size = output.count / windows.count
    return windows.enumerated().map { index, window in
      let own = output[index * size..<(index + 1) * size]
      if let score = model.score.score(ofOutput: own, id: id) { return score }
      let window = window.dropFirst(model.score.firstCompared ?? 0)
      var sum = 0.0
      for (x, y) in zip(window, own) {
        let error = x - (mean + deviation * Double(y))
        sum += error * error
      }
      return sum / Double(size)
    }
  }

  /// The mean of the window scores; nil without a window.
  public static func clipScore(_ windowScores: [Double]) -> Double? {
    windowScores.isEmpty ? nil : windowScores.reduce(0, +) / Double(windowScores.count)
  }
}
