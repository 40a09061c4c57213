import DeviceTrace

/// Instructions that a target executed, stage by stage, summed over some clips.
public struct StageInstructions: Sendable, Equatable {
  /// Checking the model; once a start.
  public private(set) var start: UInt64 = 0
  /// From samples to frames, for all frames.
  public private(set) var frontEnd: UInt64 = 0
  /// From a window to each network's input.
  public private(set) var input: UInt64 = 0
  /// Each layer of each network, the last one up to its accumulators.
  public private(set) var layers: [[UInt64]]
  /// From accumulators to the window's score, and decisions.
  public private(set) var score: UInt64 = 0
  /// Starts.
  public private(set) var starts = 0
  /// Frames.
  public private(set) var frames = 0
  /// Windows.
  public private(set) var windows = 0

  /// Nothing yet.
  ///
  /// - Parameter layerCounts: of each network.
  public init(layerCounts: [Int]) {
    layers = layerCounts.map { Array(repeating: 0, count: $0) }
  }

  /// Gives what was counted between the marks of a trace to the stages.
  ///
  /// - Parameter snapshots: the counter at each mark: two a record, and the record belongs to what
  ///   lies between them.
  /// - Throws: `InstructionsError` where marks and records do not match.
  public mutating func add(
    _ trace: RecordedTrace, snapshots: [UInt64]
  ) throws(InstructionsError) {
    guard snapshots.count == 2 * trace.records.count else {
      throw .marks(found: snapshots.count, expected: 2 * trace.records.count)
    }
    for (number, record) in trace.records.enumerated() {
      let (from, to) = (snapshots[2 * number], snapshots[2 * number + 1])
      guard from <= to else { throw .backwards(mark: 2 * number + 1) }
      try add(record, to - from)
    }
  }

  private mutating func add(
    _ record: TraceRecord, _ count: UInt64
  ) throws(InstructionsError) {
    switch record.kind {
    case .start:
      start += count
      starts += 1
    case .frame:
      frontEnd += count
      frames += 1
    case .pause: frontEnd += count
    case .window:
      input += count
      windows += 1
    case .input: input += count
    case .output, .accumulators:
      let (network, layer) = (Int(record.network), Int(record.layer))
      guard layers.indices.contains(network), layers[network].indices.contains(layer) else {
        throw .layer(network: network, layer: layer)
      }
      layers[network][layer] += count
    case .squaredErrors, .score, .decision, .end, .memory: score += count
    }
  }

  /// Adds what another run counted of the same model.
  public mutating func add(_ other: StageInstructions) {
    start += other.start
    frontEnd += other.frontEnd
    input += other.input
    score += other.score
    starts += other.starts
    frames += other.frames
    windows += other.windows
    for network in layers.indices {
      for layer in layers[network].indices {
        layers[network][layer] += other.layers[network][layer]
      }
    }
  }

  /// Of a frame, on average.
  public var perFrame: Double { Double(frontEnd) / Double(max(frames, 1)) }

  /// Of a window without its frames, on average.
  public var perWindow: Double {
    let sum = layers.joined().reduce(input + score, +)
    return Double(sum) / Double(max(windows, 1))
  }

  /// Of a window with the frames that are new in it.
  public func perHop(framesPerStep: Int) -> Double {
    perWindow + perFrame * Double(framesPerStep)
  }
}
