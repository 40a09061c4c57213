import EdgeRuntime
import FloatModels
import Quantization

/// One integer layer, computed from its contents in Int64.
struct IntegerLayerReference {
  private let layer: LayerContents
  private let inputs: [(tensor: TensorContents, values: [Int64])]
  private let output: TensorContents

  init(_ layer: LayerContents, _ network: NetworkContents, _ tensors: [[Int64]]) {
    self.layer = layer
    inputs = layer.inputs.map { (network.tensors[$0], tensors[$0]) }
    output = network.tensors[layer.output]
  }

  private var input: Shape { inputs[0].tensor.shape }
  private var centred: [Int64] {
    inputs[0].values.map { $0 - Int64(inputs[0].tensor.zeroPoint) }
  }

  /// Of a layer with weights, bias included.
  func accumulators() -> [Int64] {
    let x = centred
    let shape = output.shape
    let outputs = shape.channels
    var y = (0..<shape.count).map { layer.bias[$0 % outputs] }
    switch layer.operation {
    case .convolution(let kernel), .transposedConvolution(let kernel):
      forEachTap(kernel) { from, to, tap in
        for o in 0..<outputs {
          for i in 0..<input.channels {
            y[to * outputs + o] +=
              x[from * input.channels + i]
              * Int64(layer.weights[(o * kernel.height * kernel.width + tap) * input.channels + i])
          }
        }
      }
    case .depthwiseConvolution(let kernel):
      let multiplier = outputs / input.channels
      forEachTap(kernel) { from, to, tap in
        for o in 0..<outputs {
          y[to * outputs + o] +=
            x[from * input.channels + o / multiplier] * Int64(layer.weights[tap * outputs + o])
        }
      }
    default:
      for unit in 0..<outputs {
        for index in x.indices {
          y[unit] += x[index] * Int64(layer.weights[unit * x.count + index])
        }
      }
    }
    return y
  }

  /// The layer's output, from its accumulators where it has some.
  func output(_ accumulators: [Int64]) -> [Int64] {
    switch layer.operation {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution:
      accumulators.enumerated().map { index, sum in
        let requantizer = layer.requantizers[index % output.channels]
        return stored(
          layer.hasWideAccumulators
            ? IntegerReference.requantizeWide(sum, requantizer)
            : IntegerReference.requantize(sum, requantizer))
      }
    case .averagePool(let kernel), .maximumPool(let kernel): pooled(kernel)
    case .mean(let axes): means(axes)
    case .add: sums()
    case .concatenate(let axis): concatenated(axis)
    case .pad(let top, let left, let fill):
      output.shape.places.map {
        element(Place($0.row - top, $0.column - left, $0.channel), of: 0) ?? Int64(fill)
      }
    case .copy: inputs[0].values.map { min(max($0, Int64(layer.clampMin)), Int64(layer.clampMax)) }
    case .rescale:
      centred.map { stored(IntegerReference.requantize($0, layer.requantizers[0])) }
    case .lookup: inputs[0].values.map { Int64(layer.weights[Int($0) + 128]) }
    case .logistic: inputs[0].values.map { IntegerCurveReference(layer).logistic($0) }
    case .tanh: inputs[0].values.map { IntegerCurveReference(layer).tanh($0) }
    case .softmax: softmax()
    }
  }

  /// A result without its zero point, as it is stored.
  private func stored(_ value: Int64) -> Int64 {
    min(max(value + Int64(output.zeroPoint), Int64(layer.clampMin)), Int64(layer.clampMax))
  }

  private func element(_ place: Place, of number: Int) -> Int64? {
    let shape = inputs[number].tensor.shape
    guard (0..<shape.height).contains(place.row), (0..<shape.width).contains(place.column),
      (0..<shape.channels).contains(place.channel)
    else { return nil }
    return inputs[number].values[place.index(in: shape)]
  }

  /// Calls `body` with each pixel of the input, each of the output, and the tap that connects them.
  private func forEachTap(_ kernel: KernelGeometry, _ body: (Int, Int, Int) -> Void) {
    var isTransposed = false
    if case .transposedConvolution = layer.operation { isTransposed = true }
    let (small, large) = isTransposed ? (input, output.shape) : (output.shape, input)
    for row in 0..<small.height {
      for column in 0..<small.width {
        for tap in 0..<kernel.height * kernel.width {
          let r =
            row * kernel.strideHeight + tap / kernel.width * kernel.dilationHeight - kernel.padTop
          let c =
            column * kernel.strideWidth + tap % kernel.width * kernel.dilationWidth
            - kernel.padLeft
          guard (0..<large.height).contains(r), (0..<large.width).contains(c) else { continue }
          let (one, other) = (row * small.width + column, r * large.width + c)
          body(isTransposed ? one : other, isTransposed ? other : one, tap)
        }
      }
    }
  }

  private func pooled(_ kernel: KernelGeometry) -> [Int64] {
    var under = [[Int64]](repeating: [], count: output.count)
    let channels = input.channels
    forEachTap(kernel) { from, to, _ in
      for c in 0..<channels {
        under[to * channels + c].append(inputs[0].values[from * channels + c])
      }
    }
    return under.map { values in
      var result = values.max() ?? 0
      if case .averagePool = layer.operation {
        let (sum, count) = (values.reduce(0, +), Int64(values.count))
        result = (2 * abs(sum) + count) / (2 * count) * sum.signum()
      }
      return min(max(result, Int64(layer.clampMin)), Int64(layer.clampMax))
    }
  }

  private func means(_ axes: Int) -> [Int64] {
    var sums = [Int64](repeating: 0, count: output.count)
    for (place, value) in zip(input.places, centred) {
      var target = place
      for axis in ReducedAxes(rawValue: axes).axes { target[axis] = 0 }
      sums[target.index(in: output.shape)] += value
    }
    return sums.map { stored(IntegerReference.requantize($0, layer.requantizers[0])) }
  }

  private func sums() -> [Int64] {
    let unit: Int64 = output.elementType == .int8 ? 1 << 20 : 1 << 15
    return inputs[0].values.indices.map { index in
      let sum = (0..<2).reduce(Int64(0)) { sum, number in
        let value = inputs[number].values[index] - Int64(inputs[number].tensor.zeroPoint)
        return sum + IntegerReference.requantize(value * unit, layer.requantizers[number])
      }
      return stored(IntegerReference.requantize(sum, layer.requantizers[2]))
    }
  }

  private func concatenated(_ axis: Int) -> [Int64] {
    output.shape.places.map { place in
      var (place, number) = (place, 0)
      guard let axis = Axis(rawValue: axis) else { return 0 }
      while element(place, of: number) == nil {
        place[axis] -= inputs[number].tensor.shape[axis]
        number += 1
      }
      return element(place, of: number) ?? 0
    }
  }

  private func softmax() -> [Int64] {
    let channels = input.channels
    return stride(from: 0, to: input.count, by: channels).flatMap { first in
      IntegerCurveReference(layer).softmax(
        Array(inputs[0].values[first..<first + channels]), isWide: output.elementType == .int16)
    }
  }
}
