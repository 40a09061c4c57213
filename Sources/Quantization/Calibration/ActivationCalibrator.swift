import Dispatch
import FloatModels
import Synchronization

/// Runs the folded float network over clips and keeps the distribution of every activation.
/// Memory does not grow with the number of clips.
public struct ActivationCalibrator: Sendable {
  /// The network that is calibrated.
  public let fused: FusedGraph
  /// Of the input and of every layer's result.
  public private(set) var statistics: [ActivationStatistics]
  /// Clips that held at least one window.
  public private(set) var clipCount = 0
  /// Windows seen.
  public private(set) var windowCount = 0

  /// Clips on which tensors are at their ends.
  private(set) var extremes = ExtremeClips()
  private let network: Network
  private let gatherer: WindowGatherer
  private let windowing: Windowing
  private let bands: Int
  /// Clips shorter than a window, and the frames of the shortest.
  private var shortClips = (count: 0, frames: Int.max)
  private static let batch = 32

  /// - Throws: `QuantizationError` where the model cannot be lowered or contradicts itself.
  public init(_ model: FloatModel) throws(QuantizationError) {
    try self.init(model, FusedGraph(model.graph))
  }

  /// - Parameter fused: the model's network, equalized or not.
  init(_ model: FloatModel, _ fused: FusedGraph) throws(QuantizationError) {
    self.fused = fused
    do { network = try Network(fused.graph) } catch { throw .badGraph(error) }
    gatherer = try WindowGatherer(model)
    windowing = model.windowing
    bands = model.frontEnd.bands
    statistics = Self.nothing(fused)
  }

  /// Says how many clips were shorter than a window.
  public var warnings: [QuantizationWarning] {
    guard shortClips.count > 0 else { return [] }
    return [
      .clipsTooShort(
        count: shortClips.count, shortest: shortClips.frames, needed: windowing.framesPerWindow)
    ]
  }

  private static func nothing(_ fused: FusedGraph) -> [ActivationStatistics] {
    (0...fused.layers.count).map {
      ActivationStatistics(channels: fused.shape(ofTensor: $0).channels)
    }
  }

  /// Adds the frames of clips, Q9 log2 units, `frames × bands` each. Several are taken at a time;
  /// the result does not depend on how many, and on the clips' order only as far as
  /// `CalibrationMethod` says.
  /// - Throws: `QuantizationError.badFrames`; `.notFinite` where the network overflows.
  public mutating func observe(_ clips: [[Int16]]) throws(QuantizationError) {
    for first in stride(from: 0, to: clips.count, by: Self.clipsAtATime) {
      let part = clips[first..<min(first + Self.clipsAtATime, clips.count)]
      let measured = Mutex(
        [Result<ClipStatistics, QuantizationError>?](repeating: nil, count: part.count))
      DispatchQueue.concurrentPerform(iterations: part.count) { [self] index in
        let result = Result { () throws(QuantizationError) in
          try measure(part[first + index])
        }
        measured.withLock { $0[index] = result }
      }
      for (index, result) in measured.withLock({ $0 }).enumerated() {
        if let result { append(try result.get(), part[first + index]) }
      }
    }
  }

  /// Bounds the memory for statistics of single clips.
  private static let clipsAtATime = 8

  /// Adds one clip.
  /// - Throws: as for several.
  public mutating func observe(_ frames: [Int16]) throws(QuantizationError) {
    append(try measure(frames), frames)
  }

  private func measure(_ frames: [Int16]) throws(QuantizationError) -> ClipStatistics {
    let windows = try gatherer.windowCount(values: frames.count)
    var clip = ClipStatistics(
      frames: frames.count / bands, windows: windows, tensors: Self.nothing(fused))
    var batch: [Float] = []
    for first in stride(from: 0, to: windows, by: Self.batch) {
      batch.removeAll(keepingCapacity: true)
      let last = min(first + Self.batch, windows)
      for index in first..<last { gatherer.append(index, of: frames, to: &batch) }
      try clip.add(batch, to: 0, name: "the input")
      let activations = network.activations(of: batch, batch: last - first)
      for (layer, node) in fused.resultNodes.enumerated() {
        try clip.add(activations[node], to: layer + 1, name: fused.layers[layer].name)
      }
    }
    return clip
  }

  private mutating func append(_ clip: ClipStatistics, _ frames: [Int16]) {
    guard clip.windows > 0 else {
      shortClips = (shortClips.count + 1, min(shortClips.frames, clip.frames))
      return
    }
    clipCount += 1
    windowCount += clip.windows
    for (tensor, statistics) in clip.tensors.enumerated() {
      extremes.note(tensor, statistics, beside: self.statistics[tensor], frames)
      self.statistics[tensor].append(clip: statistics)
    }
  }

  /// The range of the input and of every layer's result.
  /// - Throws: `QuantizationError.nothingToCalibrateOn` when no window was seen.
  public func ranges(
    _ method: CalibrationMethod, on grid: ActivationGrid = .int8
  ) throws(QuantizationError) -> [ActivationRange] {
    try checkWindows()
    return statistics.map { method.range(of: $0, on: grid) }
  }

  /// Factors that let the channels of each tensor fill its steps alike.
  /// - Throws: `QuantizationError.nothingToCalibrateOn` when no window was seen.
  public func equalization() throws(QuantizationError) -> ChannelEqualization {
    try checkWindows()
    return ChannelEqualization(
      balancing: fused, channelMaxima: statistics.dropFirst().map(\.extremes.maxima))
  }

  /// The windows on which the tensors reach their smallest and largest values, Q9 log2 units; each
  /// once.
  func extremeWindows() throws(QuantizationError) -> [[Int16]] {
    var windows: [[Int16]] = []
    for (end, frames) in extremes.clips.sorted(by: { $0.key < $1.key }) {
      let count = try gatherer.windowCount(values: frames.count)
      let node = end.tensor == 0 ? nil : fused.resultNodes[end.tensor - 1]
      var (best, place) = (-Float.infinity, 0)
      for index in 0..<count {
        var input: [Float] = []
        gatherer.append(index, of: frames, to: &input)
        let values = node.map { network.activations(of: input, batch: 1)[$0] } ?? input
        let reached = end.isLower ? -(values.min() ?? 0) : values.max() ?? 0
        if reached > best { (best, place) = (reached, index) }
      }
      let window = Array(gatherer.window(place, of: frames))
      if !windows.contains(window) { windows.append(window) }
    }
    return windows
  }

  /// The extremes of the input and of every layer's result once `equalization` is applied.
  func extremes(_ equalization: ChannelEqualization) -> [ActivationRange] {
    statistics.enumerated().map { tensor, statistics in
      statistics.extremes.range(scaledBy: tensor == 0 ? nil : equalization.factors[tensor - 1])
    }
  }

  /// Clips shorter than a window.
  var shortClipCount: Int { shortClips.count }

  private func checkWindows() throws(QuantizationError) {
    guard windowCount > 0 else { throw .nothingToCalibrateOn(clips: shortClips.count) }
  }
}
