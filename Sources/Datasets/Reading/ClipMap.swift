import Dispatch
import Synchronization

/// What came of many clips: a value for each good one, and the bad ones.
public struct ClipResults<Value: Sendable>: Sendable {
  /// In the order of the clips.
  public var values: [(clip: Clip, value: Value)]
  /// In the order of the clips.
  public var bad: [BadFile]
}

extension ClipReader {
  /// Reads clips and transforms each, several at a time; the result does not depend on how many.
  ///
  /// - Parameters:
  ///   - policy: with `.stop` the first bad clip's error is thrown, and no further ones are begun.
  ///   - progress: called with the number of clips done, one call at a time, on any thread.
  ///   - shouldStop: asked before each clip; true ends the work with a `CancellationError`.
  ///   - transform: a `DatasetError` it throws makes the clip a bad one, any other error ends the
  ///     work.
  public func map<Value: Sendable>(
    _ clips: [Clip], policy: BadFilePolicy = .list,
    progress: (@Sendable (Int) -> Void)? = nil,
    shouldStop: @Sendable () -> Bool = { false },
    _ transform: @Sendable (Clip, Contents) throws -> Value
  ) throws -> ClipResults<Value> {
    try Self.forEach(clips, policy: policy, progress: progress, shouldStop: shouldStop) { clip in
      try transform(clip, read(clip))
    }
  }

  /// Does something with clips, several at a time, as `map` does, without reading them.
  static func forEach<Value: Sendable>(
    _ clips: [Clip], policy: BadFilePolicy, progress: (@Sendable (Int) -> Void)?,
    shouldStop: @Sendable () -> Bool, _ body: @Sendable (Clip) throws -> Value
  ) throws -> ClipResults<Value> {
    let state = Mutex(MapState<Value>(count: clips.count))
    // Workers take the next clip themselves: clips in flight stay few, and order of start is order
    // of clips, so that the first bad one is known when the work stops.
    DispatchQueue.concurrentPerform(iterations: clips.count) { _ in
      guard let index = state.withLock({ $0.next() }) else { return }
      let outcome: Result<Value, any Error>
      if shouldStop() {
        outcome = .failure(CancellationError())
      } else {
        outcome = Result { try body(clips[index]) }
      }
      state.withLock { state in
        state.finish(index, outcome, policy: policy)
        progress?(state.done)
      }
    }
    return try state.withLock { try $0.results(clips) }
  }
}

private struct MapState<Value: Sendable> {
  private var outcomes: [Result<Value, DatasetError>?]
  private var begun = 0
  /// The error that ends the work, of the first clip in order that has one. Clips before it were
  /// begun before it, so that none of them can still come with another.
  private var ending: (index: Int, error: any Error)?
  private(set) var done = 0

  init(count: Int) { outcomes = Array(repeating: nil, count: count) }

  mutating func next() -> Int? {
    guard ending == nil, begun < outcomes.count else { return nil }
    defer { begun += 1 }
    return begun
  }

  mutating func finish(_ index: Int, _ outcome: Result<Value, any Error>, policy: BadFilePolicy) {
    done += 1
    switch outcome {
    case .success(let value): outcomes[index] = .success(value)
    case .failure(let error as DatasetError) where policy == .list:
      outcomes[index] = .failure(error)
    case .failure(let error):
      if index < ending?.index ?? .max { ending = (index, error) }
    }
  }

  func results(_ clips: [Clip]) throws -> ClipResults<Value> {
    if let ending { throw ending.error }
    var results = ClipResults<Value>(values: [], bad: [])
    for (clip, outcome) in zip(clips, outcomes) {
      switch outcome {
      case .success(let value): results.values.append((clip, value))
      case .failure(let error): results.bad.append(BadFile(clip: clip, error: error))
      case nil: break
      }
    }
    return results
  }
}
