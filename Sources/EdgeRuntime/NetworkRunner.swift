/// Runs one network on a window of log-mel and scores it.
struct NetworkRunner {
  let index: Int
  let network: IntegerNetwork
  let head: ReconstructionHead
  /// `network.memoryBytes`, aligned to 16.
  let memory: UnsafeMutableRawPointer

  /// Score of the window, dB² in Q24.
  func score<Observer: LayerObserver>(
    _ levelsQ9: UnsafePointer<Int16>, _ observer: inout Observer
  ) -> Int64 {
    let input = network.tensor(0)
    quantize(levelsQ9, input)
    observer.input(network: index, Span(_unsafeStart: activation(input), count: input.count))
    let last = network.layerCount &- 1
    for number in 0..<last {
      let layer = network.layer(number)
      compute(layer)
      observer.output(
        network: index, layer: number,
        Span(_unsafeStart: activation(layer.output), count: layer.output.count))
    }
    return scoreOutput(network.layer(last), levelsQ9, &observer)
  }

  /// Brings the log-mel to the steps of the network's input.
  private func quantize(_ levelsQ9: UnsafePointer<Int16>, _ tensor: IntegerTensor) {
    let requantizer = network.inputRequantizer
    let mean = network.inputMeanQ9
    let target = activation(tensor)
    for element in 0..<tensor.count {
      // |level - mean| ≤ 2¹⁶, shifted left by at most 7: far inside Int32, as is the zero point.
      let value = requantizer.requantize(Int32(levelsQ9[element]) -% mean)
      target[element] = Int8(clamping: value +% tensor.zeroPoint)
    }
  }

  /// Computes a layer whose output goes on as int8.
  private func compute(_ layer: IntegerLayer) {
    let output = activation(layer.output)
    for number in 0..<layer.tileCount {
      let sink = AccumulatorSink(layer, output: output + layer.tile(number).lowerBound)
      layer.compute(
        tile: number, input: activation(layer.input), scratch: memory + network.scratchOffset,
        into: sink)
    }
  }

  /// Computes the last layer tile by tile and compares each with the window.
  private func scoreOutput<Observer: LayerObserver>(
    _ layer: IntegerLayer, _ levelsQ9: UnsafePointer<Int16>, _ observer: inout Observer
  ) -> Int64 {
    let tileMemory = (memory + network.scratchOffset).assumingMemoryBound(to: Int32.self)
    let scratch =
      memory + network.scratchOffset + MemoryPlan.aligned(4 &* layer.largestTile)
    let sink = AccumulatorSink(layer, accumulators: tileMemory)
    var sumQ26: Int64 = 0
    for number in 0..<layer.tileCount {
      let tile = layer.tile(number)
      layer.compute(tile: number, input: activation(layer.input), scratch: scratch, into: sink)
      let accumulators = Span(_unsafeStart: UnsafePointer(tileMemory), count: tile.count)
      observer.accumulators(network: index, from: tile.lowerBound, accumulators)
      sumQ26
        +%= head.squaredErrorQ26(
          accumulators, firstChannel: tile.lowerBound % layer.output.channels,
          levelsQ9: levelsQ9 + tile.lowerBound)
      observer.squaredErrors(network: index, sumQ26: sumQ26)
    }
    return WindowScore.meanQ24(sumQ26: sumQ26, count: layer.output.count)
  }

  /// Memory of a tensor that has some; only the last one has none, and nobody asks for it.
  private func activation(_ tensor: IntegerTensor) -> UnsafeMutablePointer<Int8> {
    (memory + (tensor.arenaOffset ?? 0)).assumingMemoryBound(to: Int8.self)
  }
}
