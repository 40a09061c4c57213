/// Runs one network, on a window of log-mel that it scores or on an input as it is.
public struct NetworkRunner {
  let index: Int
  let network: IntegerNetwork
  /// `network.memoryBytes`, aligned to 16.
  let memory: UnsafeMutableRawPointer
  /// Memory for the kernels.
  let scratch: UnsafeMutableRawPointer

  /// - Parameters:
  ///   - index: of the network in its model, for the observer.
  ///   - memory: `network.memoryBytes`, aligned to 16, nobody else's.
  public init(index: Int = 0, network: IntegerNetwork, memory: UnsafeMutableRawPointer) {
    self.index = index
    self.network = network
    self.memory = memory
    scratch = memory + network.scratchOffset
  }

  /// Score of a window of Q9 log-mel, Q24.
  ///
  /// - Parameter id: index of the machine that is heard, where the head knows machines.
  func score<Observer: LayerObserver>(
    _ levelsQ9: UnsafePointer<Int16>, by head: ScoreHead, id: Int?, _ observer: inout Observer
  ) -> Int64 {
    let input = network.tensor(0)
    network.quantize(levelsQ9, 0..<input.count, into: activation(input))
    observe(input, of: nil, &observer)
    let last = network.layerCount &- 1
    for number in 0..<last { computeObserved(number, &observer) }
    switch head {
    case .reconstruction(let head):
      return reconstructionScore(levelsQ9 + head.firstElement, by: head, &observer)
    case .nearestPrototype(let head):
      computeObserved(last, &observer)
      let output = network.tensor(network.tensorCount &- 1)
      let squares = head.nearestSquares(activation(output), output, id: id)
      observer.squaredErrors(network: index, sumQ26: squares)
      return head.scoreQ24(ofSquares: squares)
    case .crossEntropy(let head):
      computeObserved(last, &observer)
      let output = network.tensor(network.tensorCount &- 1)
      let score = head.scoreQ24(activation(output), output, id: id)
      observer.squaredErrors(network: index, sumQ26: score)
      return score
    case .nearestCluster(let head):
      computeObserved(last, &observer)
      let output = network.tensor(network.tensorCount &- 1)
      let distance = head.nearestDistanceQ20(activation(output), output, id: id)
      observer.squaredErrors(network: index, sumQ26: distance)
      return head.scoreQ24(ofDistanceQ20: distance)
    }
  }

  /// Computes the last layer and compares it with what it is to give.
  private func reconstructionScore<Observer: LayerObserver>(
    _ levelsQ9: UnsafePointer<Int16>, by head: ReconstructionHead, _ observer: inout Observer
  ) -> Int64 {
    let last = network.layerCount &- 1
    let layer = network.layer(last)
    let sumQ26: Int64
    switch head.input {
    case .accumulators:
      sumQ26 = ScoredLayer(
        layer: layer, index: index, scratch: scratch, head: head, levelsQ9: levelsQ9
      ).squaredErrorsQ26(input: activation(layer.input), &observer)
    case .output:
      computeObserved(last, &observer)
      sumQ26 = head.squaredErrorQ26(activation(layer.output), layer.output, levelsQ9: levelsQ9)
      observer.squaredErrors(network: index, sumQ26: sumQ26)
    }
    return WindowScore.meanQ24(sumQ26: sumQ26, count: layer.output.count)
  }

  /// Adds the squared errors of the window that was scored last to their bands.
  func addErrors(
    _ levelsQ9: UnsafePointer<Int16>, by head: ReconstructionHead, to deviation: BandDeviation
  ) {
    let layer = network.layer(network.layerCount &- 1)
    ScoredLayer(
      layer: layer, index: index, scratch: scratch, head: head,
      levelsQ9: levelsQ9 + head.firstElement
    ).addErrors(input: activation(layer.input), output: activation(layer.output), to: deviation)
  }

  /// Applies the bare network: its output for an input, both as integers in memory of their own.
  ///
  /// - Parameters:
  ///   - input: the elements of tensor 0.
  ///   - output: room for those of the last tensor.
  public func infer(_ input: UnsafeRawPointer, into output: UnsafeMutableRawPointer) {
    var observer = NoObserver()
    infer(input, into: output, &observer)
  }

  /// The same, seen by an observer: the input, and the output of each layer but the last.
  public func infer<Observer: LayerObserver>(
    _ input: UnsafeRawPointer, into output: UnsafeMutableRawPointer, _ observer: inout Observer
  ) {
    let first = network.tensor(0)
    activation(first).copyMemory(from: input, byteCount: first.byteCount)
    observe(first, of: nil, &observer)
    let last = network.layerCount &- 1
    for number in 0..<last { computeObserved(number, &observer) }
    compute(network.layer(last), into: output)
  }

  // A call of its own, so that the layer's description leaves the stack before the next one comes.
  @inline(never)
  private func computeObserved<Observer: LayerObserver>(
    _ number: Int, _ observer: inout Observer
  ) {
    let layer = network.layer(number)
    compute(layer)
    observe(layer.output, of: number, &observer)
  }

  /// Shows a tensor: the input, or a layer's output.
  private func observe<Observer: LayerObserver>(
    _ tensor: IntegerTensor, of layer: Int?, _ observer: inout Observer
  ) {
    observer.show(tensor, at: activation(tensor), network: index, layer: layer)
  }

  /// Computes a layer into its place.
  private func compute(_ layer: IntegerLayer) { compute(layer, into: activation(layer.output)) }

  private func compute(_ layer: IntegerLayer, into output: UnsafeMutableRawPointer) {
    layer.compute(inputs: inputs(of: layer), scratch: scratch, into: output)
  }

  /// Where the tensors lie that a layer reads; the first one again beyond their number.
  private func inputs(of layer: IntegerLayer) -> LayerInputs {
    var inputs = LayerInputs(repeating: UnsafeRawPointer(activation(layer.input)))
    for number in 1..<max(layer.inputCount, 1) {
      inputs[number] = UnsafeRawPointer(activation(layer.input(number)))
    }
    return inputs
  }

  /// Memory of a tensor that has some; only a last one may have none, and nobody asks for it.
  private func activation(_ tensor: IntegerTensor) -> UnsafeMutableRawPointer {
    memory + (tensor.arenaOffset ?? 0)
  }
}

extension IntegerNetwork {
  /// Brings elements of the log-mel to the steps of the network's input, which is at `bytes`.
  @inline(never)
  func quantize(
    _ levelsQ9: UnsafePointer<Int16>, _ elements: Range<Int>, into bytes: UnsafeMutableRawPointer
  ) {
    let tensor = tensor(0)
    let requantizer = inputRequantizer
    let mean = inputMeanQ9
    if tensor.elementType == .int8 {
      let target = bytes.assumingMemoryBound(to: Int8.self)
      for element in elements {
        // |level - mean| ≤ 2¹⁶, shifted left by at most 7: far inside Int32, as is the zero point.
        let value = requantizer.requantize(Int32(levelsQ9[element]) -% mean)
        target[element] = Int8(clamping: value +% tensor.zeroPoint)
      }
    } else {
      let target = bytes.assumingMemoryBound(to: Int16.self)
      for element in elements {
        let value = requantizer.requantize(Int32(levelsQ9[element]) -% mean)
        target[element] = Int16(clamping: value)
      }
    }
  }
}

/// Where the tensors lie that a layer reads.
public typealias LayerInputs = InlineArray<4, UnsafeRawPointer>
