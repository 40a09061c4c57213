import CFloatKernels

/// One accumulator a shard for a parameter's gradient, added in the shards' order.
struct PartialSums {
  private let buffer: FloatBuffer
  private let count: Int

  init(count: Int) {
    self.count = count
    buffer = FloatBuffer(count: count * Workers.maximumShards)
  }

  /// The accumulator of a shard.
  func of(_ shard: Int) -> UnsafeMutablePointer<Float> { buffer.pointer + shard * count }

  /// Puts the sum of the first `shards` accumulators into `total`.
  func reduce(_ shards: Int, into total: UnsafeMutablePointer<Float>) {
    total.update(from: of(0), count: count)
    for shard in 1..<max(shards, 1) { cfk_add(of(shard), total, count) }
  }

  /// Sets the accumulators of all shards to zero.
  func clear() { buffer.clear() }
}

/// Sums of each channel over the rows of an activation, in Double.
enum ChannelSums {
  /// `body` adds the rows of its range to the sums it is given.
  static func over(
    rows: Int, channels: Int, _ workers: Workers,
    _ body: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let shards = workers.shards(of: rows, cost: 8 * channels)
    var partial = [Double](repeating: 0, count: shards * channels)
    partial.withUnsafeMutableBufferPointer { buffer in
      guard let sums = buffer.baseAddress else { return }
      workers.run(rows, shards: shards) { shard, range in body(range, sums + shard * channels) }
    }
    return (0..<channels).map { channel in
      (0..<shards).reduce(0) { $0 + partial[$1 * channels + channel] }
    }
  }
}
