import Dispatch

/// Splits a batch's work into shards and deals them out to threads.
///
/// How the work is split depends on its size alone and the shards' sums are added in their order,
/// so that any number of threads gives the same bits.
struct Workers: Sendable {
  /// Threads that work at a time, at least 1.
  let threads: Int
  /// Multiplications that make a shard worth its while.
  var shardCost = 1 << 20

  /// Most shards of a piece of work.
  static let maximumShards = 4

  /// Number of shards of `count` items that cost `cost` multiplications each.
  func shards(of count: Int, cost: Int) -> Int {
    let work = count.multipliedReportingOverflow(by: cost)
    let worthwhile = work.overflow ? Self.maximumShards : work.partialValue / shardCost
    return max(1, min(Self.maximumShards, worthwhile, count))
  }

  /// Calls `body(shard, items)` for each shard of `0..<count`, `shards` in all, at the same time
  /// where there are threads; `body` writes to memory of its own shard only.
  func run(_ count: Int, shards: Int, _ body: (Int, Range<Int>) -> Void) {
    @Sendable func items(_ shard: Int) -> Range<Int> {
      count * shard / shards..<count * (shard + 1) / shards
    }
    guard threads > 1, shards > 1 else {
      for shard in 0..<shards { body(shard, items(shard)) }
      return
    }
    let lanes = min(threads, shards)
    withoutActuallyEscaping(body) { body in
      // Each lane has shards of its own, and `body` touches what belongs to its shard.
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: lanes) { lane in
        for shard in stride(from: lane, to: shards, by: lanes) { body(shard, items(shard)) }
      }
    }
  }
}
