/// The windows of a stream, and what is kept of each for the next; nothing where they are computed
/// whole.
struct StreamedWindows {
  /// Where what is kept of each network lies, one after the other; nil where nothing is.
  private(set) var memory: UnsafeMutableRawPointer?
  /// Why nothing is, though it was asked for.
  private(set) var refusal: StreamingRefusal?
  /// Whether what is kept is that of the window before.
  private var hasLast = false

  /// Nothing was asked for.
  init() {}

  /// Windows that are not streamed.
  init(refused refusal: StreamingRefusal) { self.refusal = refusal }

  /// Windows of a model; either all of its networks stream them or none.
  ///
  /// - Parameter memory: where `StreamingMemory` says that what is kept starts.
  init(_ model: Model, _ memory: UnsafeMutableRawPointer) {
    refusal = Self.plan(model, memory)
    self.memory = refusal == nil ? memory : nil
  }

  @inline(never)
  private static func plan(
    _ model: Model, _ memory: UnsafeMutableRawPointer
  ) -> StreamingRefusal? {
    let windows = model.windowing
    for index in 0..<model.networkCount {
      guard case .reconstruction = model.head(index) else { return .head }
    }
    if windows.pooling != .none { return .pooled }
    if windows.framesPerStep >= windows.framesPerWindow { return .apart }
    var place = memory
    for index in 0..<model.networkCount {
      let streamed = StreamedNetwork(network: model.network(index), memory: place)
      if let refusal = streamed.plan(windows, bands: model.bands, index: index) { return refusal }
      place += Int(narrowing: streamed.network.keptBytes)
    }
    return nil
  }

  /// The next window starts anew.
  mutating func forget() { hasLast = false }

  /// Mean of the networks' scores for a window of Q9 log-mel, Q24; what it shares with the next one is
  /// kept.
  mutating func score<Observer: LayerObserver>(
    _ levelsQ9: UnsafePointer<Int16>, of model: Model, scratch: UnsafeMutableRawPointer,
    _ observer: inout Observer
  ) -> Int64 {
    guard var place = memory else { return 0 }
    var sum: Int64 = 0
    for index in 0..<model.networkCount {
      // There is one: `plan` has seen to it.
      guard case .reconstruction(let head) = model.head(index) else { continue }
      let streamed = StreamedNetwork(network: model.network(index), memory: place)
      let runner = StreamingRunner(
        index: index, streamed: streamed, scratch: scratch, hasLast: hasLast)
      // At most sixteen scores below 2⁴⁴.
      sum +%= runner.score(levelsQ9, by: head, &observer)
      place += Int(narrowing: streamed.network.keptBytes)
    }
    hasLast = true
    return WindowScore.roundedMean(of: sum, count: model.networkCount)
  }

  /// Adds the squared errors of the window that was scored last to their bands, of a model with one
  /// network.
  func addErrors(
    _ levelsQ9: UnsafePointer<Int16>, of model: Model, scratch: UnsafeMutableRawPointer,
    to deviation: BandDeviation
  ) {
    guard let memory, case .reconstruction(let head) = model.head(0) else { return }
    let streamed = StreamedNetwork(network: model.network(0), memory: memory)
    StreamingRunner(index: 0, streamed: streamed, scratch: scratch, hasLast: hasLast)
      .addErrors(levelsQ9, by: head, to: deviation)
  }

  /// Rows of a layer's output that are kept.
  func keptRows(_ model: Model, network: Int, layer: Int) -> Range<Int> {
    guard var place = memory else { return 0..<0 }
    for index in 0..<network { place += Int(narrowing: model.network(index).keptBytes) }
    let streamed = StreamedNetwork(network: model.network(network), memory: place)
    return streamed.shared[streamed.network.layer(layer).outputIndex].range
  }
}
