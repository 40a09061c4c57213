import Dispatch
import Synchronization

/// Work that is done several pieces at a time.
enum ParallelWork {
  private struct State<Value> {
    var next = 0
    var values: [Value] = []
    var failure: (any Error)?
  }

  /// Does something with every item; workers take the next one themselves.
  ///
  /// - Parameters:
  ///   - jobs: workers at most.
  ///   - shouldStop: asked before each item; true begins no more.
  ///   - finished: called after each item, one call at a time, with all results so far.
  ///   - body: a `CancellationError` that it throws leaves the item out; any other error ends the work.
  /// - Returns: in the order in which they were finished; fewer than items where it was asked to stop.
  static func map<Item: Sendable, Value: Sendable>(
    _ items: [Item], jobs: Int, shouldStop: @Sendable () -> Bool,
    finished: @Sendable ([Value]) throws -> Void, _ body: @Sendable (Item) throws -> Value
  ) throws -> [Value] {
    let state = Mutex(State<Value>())
    DispatchQueue.concurrentPerform(iterations: min(jobs, max(items.count, 1))) { _ in
      while let item = state.withLock({ state -> Item? in
        guard state.next < items.count, state.failure == nil, !shouldStop() else { return nil }
        state.next += 1
        return items[state.next - 1]
      }) {
        do {
          let value = try body(item)
          try state.withLock { state in
            state.values.append(value)
            try finished(state.values)
          }
        } catch is CancellationError {
          return
        } catch {
          state.withLock { $0.failure = $0.failure ?? error }
          return
        }
      }
    }
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.values
    }
  }
}
