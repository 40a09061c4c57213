/// A network and what is kept of it from one window to the next.
struct StreamedNetwork {
  let network: IntegerNetwork
  /// `network.keptBytes`, aligned to 16, nobody else's.
  let memory: UnsafeMutableRawPointer

  /// One a tensor.
  var shared: UnsafeMutablePointer<SharedRows> {
    memory.assumingMemoryBound(to: SharedRows.self)
  }

  /// Sum of squared errors of each row of the output, Q26.
  var rowSumsQ26: UnsafeMutablePointer<Int64> {
    (memory + network.rowSumsOffset).assumingMemoryBound(to: Int64.self)
  }

  /// Where a tensor lies; only a last one may have no place, and nobody asks for it.
  func place(_ tensor: Int) -> UnsafeMutableRawPointer { memory + Int(shared[tensor].place) }

  /// Finds out which rows of each tensor consecutive windows share; returns why there are none.
  ///
  /// - Parameter index: of the network in its model.
  func plan(_ windows: Model.WindowPlan, bands: Int, index: Int) -> StreamingRefusal? {
    let input = network.tensor(0)
    guard input.height == windows.framesPerWindow, input.width &* input.channels == bands else {
      return .input
    }
    putPlaces()
    var stride = 1
    for number in 0..<network.layerCount {
      let layer = network.layer(number)
      guard setPace(layer) else { return .mixedTime(network: index, layer: number) }
      let frames = Int(shared[layer.outputIndex].frames)
      // Both at most 2¹⁵.
      stride = stride &* (frames / greatestCommonDivisor(stride, frames))
      guard stride <= SharedRows.most else { return .edges }
    }
    guard windows.framesPerStep % stride == 0 else {
      return .step(frames: windows.framesPerStep, stride: stride)
    }
    return putRanges(step: windows.framesPerStep, bands: bands) ? nil : .edges
  }

  /// Gives each tensor its place behind the sums.
  private func putPlaces() {
    var place = network.keptHeaderBytes
    for index in 0..<network.tensorCount {
      (shared + index).initialize(to: SharedRows(place: place))
      place &+= network.keptBytes(of: network.tensor(index))
    }
  }

  /// How many rows of a layer's output stand for how many frames; false where its rows do not follow
  /// time.
  private func setPace(_ layer: IntegerLayer) -> Bool {
    let pace = shared[layer.inputIndices[0]]
    for number in 1..<max(layer.inputCount, 1) {
      guard shared[layer.inputIndices[number]].hasPace(of: pace) else { return false }
    }
    var (rows, frames) = (1, 1)
    switch layer.operation {
    case .fullyConnected, .concatenate(axis: 0): return false
    case .mean(let axes) where axes & 1 == 1: return false
    case .copy where layer.output.height != layer.input.height: return false
    case .convolution(let kernel), .depthwiseConvolution(let kernel), .averagePool(let kernel),
      .maximumPool(let kernel):
      frames = kernel.strideHeight
    case .transposedConvolution(let kernel): rows = kernel.strideHeight
    default: break
    }
    return shared[layer.outputIndex].setPace(of: pace, rows: rows, frames: frames)
  }

  /// Says which rows of each tensor are those of the window before; false where no layer has any.
  private func putRanges(step: Int, bands: Int) -> Bool {
    let height = network.tensor(0).height
    shared[0].setShift(step: step)
    shared[0].setRange((0, height), height: height)
    var hasAny = false
    for number in 0..<network.layerCount {
      let layer = network.layer(number)
      let output = layer.outputIndex
      shared[output].setShift(step: step)
      shared[output].setRange(sharedRows(layer), height: layer.output.height)
      let isLast = number == network.layerCount &- 1
      // A row of the output is compared with log-mel, which has to move with it.
      if isLast, Int(shared[output].shift) &* layer.output.rowElements != step &* bands {
        shared[output].setRange((0, 0), height: layer.output.height)
      }
      if !shared[output].range.isEmpty { hasAny = true }
    }
    return hasAny
  }

  /// The rows of a layer's output that see nothing but rows that the inputs share with the window
  /// before. Padding is no such row: what is padding in one window is sound in the other.
  private func sharedRows(_ layer: IntegerLayer) -> (first: Int, end: Int) {
    var (first, end) = (0, Int.max)
    for number in 0..<layer.inputCount {
      let range = shared[layer.inputIndices[number]].range
      (first, end) = (max(first, range.lowerBound), min(end, range.upperBound))
    }
    guard first < end else { return (0, 0) }
    switch layer.operation {
    case .convolution(let kernel), .depthwiseConvolution(let kernel), .averagePool(let kernel),
      .maximumPool(let kernel):
      // Row r sees rows r · stride - pad and the following ones of its extent.
      let (stride, pad) = (kernel.strideHeight, kernel.padTop)
      let extent = (kernel.height &- 1) &* kernel.dilationHeight &+ 1
      let room = end &+ pad &- extent
      return ((first &+ pad &+ stride &- 1) / stride, room < 0 ? 0 : room / stride &+ 1)
    case .transposedConvolution(let kernel):
      // Row r sees the rows i with r + pad - i · stride in 0 ..< the kernel's height.
      let (stride, pad) = (kernel.strideHeight, kernel.padTop)
      return ((first &- 1) &* stride &+ kernel.height &- pad, end &* stride &- pad)
    case .pad(let top, _, _): return (first &+ top, end &+ top)
    default: return (first, end)
    }
  }
}
