import EdgeRuntime
import Quantization

/// The oracle of the integer network: `NetworkContents` executed by its definitions in Int64.
struct IntegerReference {
  let network: NetworkContents
  let head: ReconstructionHeadContents

  init(_ lowered: LoweredNetwork) {
    network = lowered.network
    head = lowered.head
  }

  /// gemmlowp's double rounding, written out in Int64.
  static func requantize(_ value: Int64, _ requantizer: Requantizer) -> Int64 {
    let left = Int64(max(requantizer.shift, 0))
    let right = Int64(max(-requantizer.shift, 0))
    let product = (value << left) * Int64(requantizer.multiplier)
    let nudge: Int64 = product >= 0 ? 1 << 30 : 1 - (1 << 30)
    let high = (product + nudge) / (1 << 31)
    let mask: Int64 = (1 << right) - 1
    let remainder = high & mask
    let threshold = (mask >> 1) + (high < 0 ? 1 : 0)
    return (high >> right) + (remainder > threshold ? 1 : 0)
  }

  /// Input tensor for a window of Q9 log-mel.
  func input(_ window: [Int16]) -> [Int8] {
    window.map {
      let value = Self.requantize(
        Int64($0) - Int64(network.inputMeanQ9), network.inputRequantizer)
      return Int8(min(max(value + Int64(network.tensors[0].zeroPoint), -128), 127))
    }
  }

  /// Accumulators of every layer, and the int8 tensors they become; tensor 0 is `input`.
  func run(_ input: [Int8]) -> (accumulators: [[Int64]], tensors: [[Int8]]) {
    var tensors = [input]
    var all: [[Int64]] = []
    for layer in network.layers {
      let accumulators = accumulate(layer, tensors[layer.input])
      all.append(accumulators)
      let zeroPoint = Int64(network.tensors[layer.output].zeroPoint)
      tensors.append(
        accumulators.indices.map { index in
          let channel = index % layer.bias.count
          let value =
            Self.requantize(accumulators[index], layer.requantizers[channel]) + zeroPoint
          return Int8(min(max(value, Int64(layer.clampMin)), Int64(layer.clampMax)))
        })
    }
    return (all, tensors)
  }

  /// Output in Q13 log2 units.
  func reconstructionQ13(_ input: [Int8]) -> [Int64] {
    let last = run(input).accumulators.last ?? []
    return last.indices.map { index in
      let requantizer = head.requantizers[index % head.requantizers.count]
      let value = Int64(head.meanQ13) + Self.requantize(last[index], requantizer)
      return min(max(value, -(1 << 20)), 1 << 20)
    }
  }

  private func accumulate(_ layer: LayerContents, _ x: [Int8]) -> [Int64] {
    let input = network.tensors[layer.input]
    let output = network.tensors[layer.output]
    let outputs = layer.bias.count
    let centred = x.map { Int64($0) - Int64(input.zeroPoint) }
    var y = (0..<output.height * output.width * outputs).map { Int64(layer.bias[$0 % outputs]) }
    switch layer.operation {
    case .fullyConnected:
      for unit in 0..<outputs {
        for index in x.indices {
          y[unit] += centred[index] * Int64(layer.weights[unit * x.count + index])
        }
      }
    case .convolution(let kernel, _, let stride, let padTop, let padLeft):
      forEachTap(small: output, large: input, kernel, stride, padTop, padLeft) {
        small, large, tap in
        for o in 0..<outputs {
          for i in 0..<input.channels {
            y[small * outputs + o] +=
              centred[large * input.channels + i]
              * Int64(layer.weights[(o * kernel * kernel + tap) * input.channels + i])
          }
        }
      }
    case .transposedConvolution(let kernel, _, let stride, let padTop, let padLeft):
      forEachTap(small: input, large: output, kernel, stride, padTop, padLeft) {
        small, large, tap in
        for o in 0..<outputs {
          for i in 0..<input.channels {
            y[large * outputs + o] +=
              centred[small * input.channels + i]
              * Int64(layer.weights[(o * kernel * kernel + tap) * input.channels + i])
          }
        }
      }
    }
    return y
  }

  private func forEachTap(
    small: TensorContents, large: TensorContents, _ kernel: Int, _ stride: Int, _ padTop: Int,
    _ padLeft: Int, _ body: (Int, Int, Int) -> Void
  ) {
    for row in 0..<small.height {
      for column in 0..<small.width {
        for tap in 0..<kernel * kernel {
          let r = row * stride + tap / kernel - padTop
          let c = column * stride + tap % kernel - padLeft
          guard (0..<large.height).contains(r), (0..<large.width).contains(c) else { continue }
          body(row * small.width + column, r * large.width + c, tap)
        }
      }
    }
  }
}
