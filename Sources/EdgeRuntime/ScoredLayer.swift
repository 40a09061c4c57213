/// A network's last layer where it is scored by its sums: computed tile by tile, each compared with
/// the window before the next.
struct ScoredLayer {
  let layer: IntegerLayer
  /// Of the network, for the observer.
  let index: Int
  /// Memory for the sums of a tile and the kernel.
  let scratch: UnsafeMutableRawPointer
  let head: ReconstructionHead
  let levelsQ9: UnsafePointer<Int16>

  /// Sum over all outputs, Q26.
  func squaredErrorsQ26<Observer: LayerObserver>(
    input: UnsafeRawPointer, _ observer: inout Observer
  ) -> Int64 {
    var sumQ26: Int64 = 0
    for number in 0..<layer.tileCount {
      sumQ26 +%= squaredErrorsQ26(tile: number, input: input, &observer)
      observer.squaredErrors(network: index, sumQ26: sumQ26)
    }
    return sumQ26
  }

  /// Sum over the outputs of a tile, Q26.
  @inline(__always)
  func squaredErrorsQ26<Observer: LayerObserver>(
    tile number: Int, input: UnsafeRawPointer, _ observer: inout Observer
  ) -> Int64 {
    compute(tile: number, input: input)
    return compare(layer.tile(number), scratch, &observer)
  }

  /// Puts the sums of a tile at the start of the scratch.
  @inline(__always)
  private func compute(tile number: Int, input: UnsafeRawPointer) {
    let width = layer.hasWideAccumulators ? 8 : 4
    layer.compute(
      tiles: number..<number + 1, input: input,
      scratch: scratch + MemoryPlan.aligned(width &* layer.largestTile),
      into: AccumulatorSink(layer, accumulators: scratch))
  }

  /// Adds the squared error of each output to its band.
  ///
  /// - Parameter output: where the output lies, of a head that takes it; nothing else is read of it.
  @inline(never)
  func addErrors(
    input: UnsafeRawPointer, output: UnsafeRawPointer, to deviation: BandDeviation
  ) {
    if case .output = head.input {
      return head.addErrors(output, layer.output, levelsQ9: levelsQ9, to: deviation)
    }
    for number in 0..<layer.tileCount {
      compute(tile: number, input: input)
      let tile = layer.tile(number)
      for output in tile {
        let channel = output % layer.output.channels
        deviation.add(
          squareQ26: head.squareQ26(
            outputQ13(output &- tile.lowerBound, channel: channel), levelsQ9[output]),
          element: head.firstElement &+ output)
      }
    }
  }

  /// The output that a sum of the tile stands for.
  private func outputQ13(_ index: Int, channel: Int) -> Int32 {
    layer.hasWideAccumulators
      ? head.outputQ13(
        scratch.load(fromByteOffset: 8 &* index, as: Int64.self), channel: channel)
      : head.outputQ13(
        scratch.load(fromByteOffset: 4 &* index, as: Int32.self), channel: channel)
  }

  private func compare<Observer: LayerObserver>(
    _ tile: Range<Int>, _ sums: UnsafeMutableRawPointer, _ observer: inout Observer
  ) -> Int64 {
    let first = tile.lowerBound % layer.output.channels
    let levels = levelsQ9 + tile.lowerBound
    if layer.hasWideAccumulators {
      let values = Span(
        _unsafeStart: UnsafePointer(sums.assumingMemoryBound(to: Int64.self)), count: tile.count)
      observer.accumulators(network: index, from: tile.lowerBound, values)
      return head.squaredErrorQ26(values, firstChannel: first, levelsQ9: levels)
    }
    let values = Span(
      _unsafeStart: UnsafePointer(sums.assumingMemoryBound(to: Int32.self)), count: tile.count)
    observer.accumulators(network: index, from: tile.lowerBound, values)
    return head.squaredErrorQ26(values, firstChannel: first, levelsQ9: levels)
  }
}
