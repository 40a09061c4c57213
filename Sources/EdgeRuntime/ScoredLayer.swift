/// A network's last layer where it is scored by its sums: computed tile by tile, each compared with
/// the window before the next.
struct ScoredLayer {
  let layer: IntegerLayer
  let runner: NetworkRunner
  let head: ReconstructionHead
  let levelsQ9: UnsafePointer<Int16>

  /// Sum over all outputs, Q26.
  func squaredErrorsQ26<Observer: LayerObserver>(_ observer: inout Observer) -> Int64 {
    let width = layer.hasWideAccumulators ? 8 : 4
    let sums = runner.scratch
    let scratch = sums + MemoryPlan.aligned(width &* layer.largestTile)
    let sink = AccumulatorSink(layer, accumulators: sums)
    let input = runner.inputs(of: layer)[0]
    var sumQ26: Int64 = 0
    for number in 0..<layer.tileCount {
      layer.compute(tiles: number..<number + 1, input: input, scratch: scratch, into: sink)
      sumQ26 +%= compare(layer.tile(number), sums, &observer)
      observer.squaredErrors(network: runner.index, sumQ26: sumQ26)
    }
    return sumQ26
  }

  private func compare<Observer: LayerObserver>(
    _ tile: Range<Int>, _ sums: UnsafeMutableRawPointer, _ observer: inout Observer
  ) -> Int64 {
    let first = tile.lowerBound % layer.output.channels
    let levels = levelsQ9 + tile.lowerBound
    if layer.hasWideAccumulators {
      let values = Span(
        _unsafeStart: UnsafePointer(sums.assumingMemoryBound(to: Int64.self)), count: tile.count)
      observer.accumulators(network: runner.index, from: tile.lowerBound, values)
      return head.squaredErrorQ26(values, firstChannel: first, levelsQ9: levels)
    }
    let values = Span(
      _unsafeStart: UnsafePointer(sums.assumingMemoryBound(to: Int32.self)), count: tile.count)
    observer.accumulators(network: runner.index, from: tile.lowerBound, values)
    return head.squaredErrorQ26(values, firstChannel: first, levelsQ9: levels)
  }
}
