/// What a detector has to say.
public enum DetectorEvent: Sendable, Equatable {
  /// A window was scored: its number since the start or the last `reset`, its score as Q24, in dB² or
  /// the units of a head of prototypes.
  case window(index: Int64, scoreQ24: Int64)
  /// A decision on the windows since the last one.
  case decision(Decision)
}

/// Hears a machine: samples or log-mel frames in, scores and decisions out.
///
/// It borrows model and memory, allocates nothing, and gives the same bits however its input is
/// dealt out to the calls.
public struct Detector<Observer: LayerObserver>: ~Copyable {
  /// The model it runs.
  public let model: Model
  /// Sees what is computed.
  public var observer: Observer
  /// Which of the model's machines is heard, by its index below `model.idCount`; nil where that is not
  /// known, and the score is that of the machine it sounds most like.
  public var id: Int?
  private var frontEnd: LogMelFrontEnd?
  private var frames: FrameWindower
  private var decisions: DecisionCollector
  /// nil where the observer does not ask for bands, or the model does not know what is normal.
  private var deviation: BandDeviation?
  private let shared: UnsafeMutableRawPointer
  private var streaming = StreamedWindows()
  private var windowIndex: Int64 = 0

  /// A detector at the start of a stream.
  ///
  /// - Parameters:
  ///   - model: must outlive the detector with its bytes.
  ///   - arena: at least `model.arenaBytes`, aligned to 16, nobody else's.
  ///   - observer: see `LayerObserver`.
  ///   - calibration: in place of the model's, which nil takes.
  ///   - reusing: keeps what consecutive windows share, and computes what is new; scores are the
  ///     same, bit by bit. Where the model does not allow it, `streamingRefusal` says why, and windows
  ///     are computed whole.
  /// - Throws: where the arena does not suffice, or the model is a bare network.
  public init(
    model: Model, arena: UnsafeMutableRawBufferPointer, observer: Observer,
    calibration: Calibration? = nil, reusing: Bool = false
  ) throws(ModelError) {
    guard model.isDetector else {
      throw ModelError(.bareNetwork, "score heads", offset: 0, found: 0, allowed: 1...16)
    }
    let plan = model.memory
    let isStreaming = reusing && !Observer.needsWholeLayers
    let needed = model.arenaBytes(reusing: isStreaming, namingBands: Observer.namesBands)
    guard let base = arena.baseAddress, arena.count >= needed, needed < Int(Int32.max) else {
      throw ModelError(
        .memory, "bytes of the detector's memory", offset: 0, found: Int64(widening: arena.count),
        allowed: Int64(widening: needed)...Int64(widening: Int32.max))
    }
    let misalignment = Int64(widening: Int(bitPattern: base) & 15)
    guard misalignment == 0 else {
      throw ModelError(
        .memory, "misalignment of the detector's memory", offset: 0, found: misalignment,
        allowed: 0...0)
    }
    self.model = model
    self.observer = observer
    shared = base + plan.sharedOffset
    let windows = model.windowing
    frames = FrameWindower(
      memory: base.assumingMemoryBound(to: Int16.self), bands: model.bands, plan: windows)
    decisions = DecisionCollector(
      calibration: calibration ?? model.calibration, span: windows.windowsPerDecision)
    if Observer.namesBands, model.bandBytes > 0 {
      let own = calibration?.bands ?? .none
      deviation = BandDeviation(
        own.normalQ26.count > 0 ? own : model.calibration.bands, model,
        memory: base + (needed &- model.bandBytes))
    }
    if case .logMel(let tables) = model.frontEnd {
      let history = (base + plan.historyOffset).assumingMemoryBound(to: Int16.self)
      frontEnd = LogMelFrontEnd(tables: tables, history: history, scratch: shared)
    }
    if isStreaming {
      streaming = StreamedWindows(model, base + model.streamingMemory.keptOffset)
    } else if reusing {
      streaming = StreamedWindows(refused: .observer)
    }
  }

  /// Decides by another threshold and probability table from now on; which bands are named stays as it is.
  public mutating func decide(by calibration: Calibration) { decisions.calibration = calibration }

  /// The threshold that it decides by, Q24.
  public var thresholdQ24: Int64 { decisions.calibration.thresholdQ24 }

  /// Why windows are computed whole though they were to be streamed; nil where they are, or were not
  /// to be.
  public var streamingRefusal: StreamingRefusal? { streaming.refusal }

  /// Whether only what is new of a window is computed.
  public var isStreaming: Bool { streaming.memory != nil }

  /// Rows of a layer's output that are kept from one window to the next; empty where windows are not
  /// streamed, or no row is kept.
  public func keptRows(network: Int, layer: Int) -> Range<Int> {
    streaming.keptRows(model, network: network, layer: layer)
  }

  /// Takes samples at the model's rate and emits all that they complete.
  ///
  /// The model must have a log-mel front end; with frames from outside use `processFrame`.
  public mutating func process(_ samples: Span<Int16>, _ emit: (DetectorEvent) -> Void) {
    precondition(frontEnd != nil, "the model takes frames, not samples")
    var position = 0
    while frontEnd?.nextFrame(in: samples, from: &position, into: frames.slot) == true {
      frameCompleted(emit)
    }
  }

  /// Takes one frame of log-mel, `model.bands` values in Q9 log2 units.
  public mutating func processFrame(_ levelsQ9: Span<Int16>, _ emit: (DetectorEvent) -> Void) {
    precondition(levelsQ9.count == model.bands, "a frame has as many values as the model has bands")
    for band in 0..<levelsQ9.count { frames.slot[band] = levelsQ9[unchecked: band] }
    frameCompleted(emit)
  }

  /// Ends the stream: emits the decision on what was heard since the last one, if there was a
  /// window, and starts anew.
  public mutating func finish(_ emit: (DetectorEvent) -> Void) {
    if let decision = decisions.take() { emit(.decision(named(decision))) }
    reset()
  }

  /// Starts anew after a gap: no frame, window or decision spans it.
  public mutating func reset() {
    frontEnd?.reset()
    frames.reset()
    decisions.reset()
    if Observer.namesBands { deviation?.reset() }
    streaming.forget()
    windowIndex = 0
  }

  @inline(never)
  private mutating func frameCompleted(_ emit: (DetectorEvent) -> Void) {
    observer.frame(Span(_unsafeStart: frames.slot, count: model.bands))
    guard frames.advance() else { return }
    let score = scoreWindow()
    if Observer.namesBands, decisions.isAnomaly(score) { addDeviation() }
    emit(.window(index: windowIndex, scoreQ24: score))
    windowIndex &+= 1
    frames.step()
    if let decision = decisions.add(score) { emit(.decision(named(decision))) }
  }

  /// Looks at the bands of the window that was scored.
  @inline(never)
  private mutating func addDeviation() {
    guard var deviation else { return }
    var elements = frames.elements
    if deviation.isOfReconstruction, case .reconstruction(let head) = model.head(0) {
      let network = model.network(0)
      elements = network.tensor(network.tensorCount &- 1).count
      if isStreaming {
        streaming.addErrors(frames.window, of: model, scratch: shared, to: deviation)
      } else {
        NetworkRunner(index: 0, network: network, memory: shared)
          .addErrors(frames.window, by: head, to: deviation)
      }
    } else {
      deviation.add(levelsQ9: frames.window, count: elements)
    }
    deviation.endWindow(elements: elements)
    self.deviation = deviation
  }

  /// A decision with the bands that made it, where it is an anomaly and they are asked for.
  @inline(__always)
  private mutating func named(_ decision: Decision) -> Decision {
    guard Observer.namesBands, deviation != nil else { return decision }
    var decision = decision
    if decision.isAnomaly {
      decision.bands = deviation?.take() ?? AbnormalBands()
    } else {
      deviation?.reset()
    }
    return decision
  }

  /// Mean of the networks' scores for the window that is complete.
  private mutating func scoreWindow() -> Int64 {
    observer.window(Span(_unsafeStart: frames.window, count: frames.elements))
    if !Observer.needsWholeLayers, isStreaming {
      return streaming.score(frames.window, of: model, scratch: shared, &observer)
    }
    var sum: Int64 = 0
    for index in 0..<model.networkCount {
      // There is one: `init` has seen to it.
      guard let head = model.head(index) else { continue }
      let runner = NetworkRunner(index: index, network: model.network(index), memory: shared)
      // At most sixteen scores below 2⁴⁴.
      sum +%= runner.score(frames.window, by: head, id: id, &observer)
    }
    return WindowScore.roundedMean(of: sum, count: model.networkCount)
  }
}

extension Detector where Observer == NoObserver {
  /// A detector that nobody watches.
  public init(
    model: Model, arena: UnsafeMutableRawBufferPointer, calibration: Calibration? = nil,
    reusing: Bool = false
  ) throws(ModelError) {
    try self.init(
      model: model, arena: arena, observer: NoObserver(), calibration: calibration,
      reusing: reusing)
  }
}
