/// Runs one network on a window of which it has seen a part in the window before: only rows that
/// are new, or that see an edge of either window, are computed. Every tensor is that of a whole run,
/// bit by bit.
struct StreamingRunner {
  let index: Int
  let streamed: StreamedNetwork
  /// Memory for the kernels.
  let scratch: UnsafeMutableRawPointer
  /// Whether what is kept is that of the window before.
  let hasLast: Bool

  private var network: IntegerNetwork { streamed.network }

  /// Score of a window of Q9 log-mel, Q24.
  func score<Observer: LayerObserver>(
    _ levelsQ9: UnsafePointer<Int16>, by head: ReconstructionHead, _ observer: inout Observer
  ) -> Int64 {
    let input = network.tensor(0)
    let kept = moveKept(0, input)
    for part in 0..<2 {
      let rows = missing(part, kept, height: input.height)
      let elements = rows.lowerBound &* input.rowElements..<rows.upperBound &* input.rowElements
      network.quantize(levelsQ9, elements, into: streamed.place(0))
    }
    observer.show(input, at: streamed.place(0), network: index, layer: nil)
    let last = network.layerCount &- 1
    for number in 0..<last { computeObserved(number, &observer) }
    let sumQ26 = squaredErrorsQ26(levelsQ9 + head.firstElement, by: head, &observer)
    observer.squaredErrors(network: index, sumQ26: sumQ26)
    return WindowScore.meanQ24(sumQ26: sumQ26, count: network.tensor(last &+ 1).count)
  }

  // A call of its own, so that the layer's description leaves the stack before the next one comes.
  @inline(never)
  private func computeObserved<Observer: LayerObserver>(
    _ number: Int, _ observer: inout Observer
  ) {
    let layer = network.layer(number)
    let (inputs, target) = (inputs(of: layer), streamed.place(layer.outputIndex))
    let kept = moveKept(layer.outputIndex, layer.output)
    for part in 0..<2 {
      let rows = missing(part, kept, height: layer.output.height)
      if rows.isEmpty { continue }
      layer.compute(rows: rows, inputs: inputs, scratch: scratch, into: target)
      observer.computed(network: index, layer: number, rows: rows)
    }
    observer.show(layer.output, at: target, network: index, layer: number)
  }

  /// Sum of squared errors of all rows of the output, Q26; of those that are kept, the sum is.
  private func squaredErrorsQ26<Observer: LayerObserver>(
    _ levelsQ9: UnsafePointer<Int16>, by head: ReconstructionHead, _ observer: inout Observer
  ) -> Int64 {
    let last = network.layerCount &- 1
    if case .output = head.input { computeObserved(last, &observer) }
    let layer = network.layer(last)
    let (output, rowSums) = (layer.output, streamed.rowSumsQ26)
    let kept = keptRows(layer.outputIndex)
    let shift = Int(streamed.shared[layer.outputIndex].shift)
    rowSums.advanced(by: kept.lowerBound).update(
      from: rowSums + kept.lowerBound + shift, count: kept.count)
    let scored = ScoredLayer(
      layer: layer, index: index, scratch: scratch, head: head, levelsQ9: levelsQ9)
    let input = inputs(of: layer)[0]
    for part in 0..<2 {
      let rows = missing(part, kept, height: output.height)
      if rows.isEmpty { continue }
      for row in rows {
        switch head.input {
        case .accumulators:
          rowSums[row] = scored.squaredErrorsQ26(tile: row, input: input, &observer)
        case .output:
          rowSums[row] = head.squaredErrorQ26(
            streamed.place(layer.outputIndex) + row &* output.rowBytes, output.with(height: 1),
            levelsQ9: levelsQ9 + row &* output.rowElements)
        }
      }
      if case .accumulators = head.input {
        observer.computed(network: index, layer: last, rows: rows)
      }
    }
    var sumQ26: Int64 = 0
    for row in 0..<output.height { sumQ26 +%= rowSums[row] }
    return sumQ26
  }

  /// Adds the squared errors of the window that was scored last to their bands.
  func addErrors(
    _ levelsQ9: UnsafePointer<Int16>, by head: ReconstructionHead, to deviation: BandDeviation
  ) {
    let layer = network.layer(network.layerCount &- 1)
    ScoredLayer(
      layer: layer, index: index, scratch: scratch, head: head,
      levelsQ9: levelsQ9 + head.firstElement
    ).addErrors(
      input: inputs(of: layer)[0], output: streamed.place(layer.outputIndex), to: deviation)
  }

  /// Moves the rows of a tensor that the window before has too, and returns them.
  @inline(never)
  private func moveKept(_ number: Int, _ tensor: IntegerTensor) -> Range<Int> {
    let kept = keptRows(number)
    if !kept.isEmpty {
      let place = streamed.place(number) + kept.lowerBound &* tensor.rowBytes
      place.copyMemory(
        from: place + Int(streamed.shared[number].shift) &* tensor.rowBytes,
        byteCount: kept.count &* tensor.rowBytes)
    }
    return kept
  }

  /// Rows of a tensor that need not be computed.
  private func keptRows(_ number: Int) -> Range<Int> {
    hasLast ? streamed.shared[number].range : 0..<0
  }

  /// The rows before those that are kept (0), or behind them (1).
  private func missing(_ part: Int, _ kept: Range<Int>, height: Int) -> Range<Int> {
    part == 0 ? 0..<kept.lowerBound : kept.upperBound..<height
  }

  /// Where the tensors lie that a layer reads; the first one again beyond their number.
  private func inputs(of layer: IntegerLayer) -> LayerInputs {
    var inputs = LayerInputs(
      repeating: UnsafeRawPointer(streamed.place(layer.inputIndices[0])))
    for number in 1..<max(layer.inputCount, 1) {
      inputs[number] = UnsafeRawPointer(streamed.place(layer.inputIndices[number]))
    }
    return inputs
  }
}
