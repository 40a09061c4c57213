import EdgeRuntime

/// How the bands of normal sound lie about what is expected of them: collects what an integer detector
/// sees of clips, for `BandNormsContents`.
struct BandStatistics: LayerObserver, Sendable {
  /// Of the values that are added: their place, and how many a window has.
  private let bands: Int
  private let pooling: ModelFile.FramePooling
  /// Set where the network's output is compared with the window.
  private let head: ReconstructionHeadContents?
  private let lastLayer: Int
  private let zeroPoint: Int
  /// Sums of the squared errors of each band, or of the levels and their squares of each value of a
  /// pooled window, or band; Q9 log2 units.
  private var squares: [Double]
  private var sums: [Double]
  /// Values added to all of them.
  private var valueCount = 0
  private var window: [Int16] = []

  /// - Parameter contents: of a detector.
  init(_ contents: ModelContents) {
    bands = contents.frontEnd.bands
    pooling = contents.windowing.pooling
    lastLayer = contents.networks[0].layers.count - 1
    zeroPoint = Int(contents.networks[0].tensors.last?.zeroPoint ?? 0)
    var slots = bands
    if contents.networks.count == 1, case .reconstruction(let head) = contents.heads[0] {
      self.head = head
    } else {
      head = nil
      slots *= max(pooling.valuesPerBand, 1)
    }
    squares = [Double](repeating: 0, count: slots)
    sums = [Double](repeating: 0, count: slots)
  }

  mutating func window(_ levelsQ9: Span<Int16>) {
    window = levelsQ9.indices.map { levelsQ9[$0] }
    guard head == nil else { return }
    valueCount += window.count
    for (element, level) in window.enumerated() {
      let slot = element % sums.count
      sums[slot] += Double(level)
      squares[slot] += Double(level) * Double(level)
    }
  }

  mutating func accumulators(network _: Int, from start: Int, _ values: Span<Int32>) {
    compare(values, from: start)
  }

  mutating func accumulators(network _: Int, from start: Int, _ values: Span<Int64>) {
    compare(values, from: start)
  }

  mutating func output(network _: Int, layer: Int, _ values: Span<Int8>) {
    guard layer == lastLayer else { return }
    compare(values, from: 0)
  }

  mutating func output(network _: Int, layer: Int, _ values: Span<Int16>) {
    guard layer == lastLayer else { return }
    compare(values, from: 0)
  }

  private mutating func compare(
    _ values: Span<some FixedWidthInteger & BitwiseCopyable>, from start: Int
  ) {
    guard let head else { return }
    head.requantizers.withUnsafeBufferPointer { requantizers in
      guard let base = requantizers.baseAddress else { return }
      let runtime = ReconstructionHead(
        input: head.input, requantizers: base, channels: requantizers.count,
        meanQ13: head.meanQ13, firstElement: head.firstElement,
        accumulatorShift: Int32(head.accumulatorShift))
      for index in 0..<values.count {
        let element = head.firstElement + start + index
        let value = Int64(values[index]) - Int64(head.input == .output ? zeroPoint : 0)
        let channel = head.input == .output ? 0 : (start + index) % requantizers.count
        let output = Double(runtime.outputQ13(value, channel: channel)) / 16
        let error = Double(window[element]) - output
        squares[element % bands] += error * error
      }
    }
    valueCount += values.count
  }

  /// Adds what was seen of other clips.
  mutating func add(_ other: BandStatistics) {
    for slot in sums.indices {
      sums[slot] += other.sums[slot]
      squares[slot] += other.squares[slot]
    }
    valueCount += other.valueCount
  }

  /// What a model holds of it; nil where nothing was seen, or not the same of each band.
  var contents: BandNormsContents? {
    guard valueCount > 0, valueCount.isMultiple(of: sums.count) else { return nil }
    let count = Double(valueCount / sums.count)
    let expected = head == nil ? sums.map { $0 / count } : []
    var normal = [Double](repeating: 0, count: bands)
    let perBand = Double(squares.count / bands)
    for (slot, square) in squares.enumerated() {
      let mean = head == nil ? expected[slot] : 0
      let band = pooling == .modulation ? slot / pooling.valuesPerBand : slot % bands
      normal[band] += max(square / count - mean * mean, 0) / perBand
    }
    return BandNormsContents(
      normalQ26: normal.map { Int64(max(($0 * 256).rounded(), 1)) },
      expectedQ13: expected.map { Int32(($0 * 16).rounded()) })
  }
}
