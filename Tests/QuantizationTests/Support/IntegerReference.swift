import EdgeRuntime
import FloatModels
import Quantization

/// The oracle of the integer network: `NetworkContents` executed by its definitions in Int64.
struct IntegerReference {
  let network: NetworkContents
  let head: ScoreHeadContents

  init(_ lowered: LoweredNetwork) {
    network = lowered.network
    head = lowered.head
  }

  /// gemmlowp's double rounding, written out in Int64.
  static func requantize(_ value: Int64, _ requantizer: Requantizer) -> Int64 {
    let left = Int64(max(requantizer.shift, 0))
    let right = Int64(max(-requantizer.shift, 0))
    return roundedQuotient(
      multipliedQ31(value << left, Int64(requantizer.multiplier)), powerOfTwo: right)
  }

  /// TensorFlow Lite's single rounding of a sum of 64 bits by a multiplier of 16.
  static func requantizeWide(_ value: Int64, _ requantizer: Requantizer) -> Int64 {
    let multiplier = Int64(requantizer.multiplier)
    let reduced = multiplier < 0x7FFF_0000 ? (multiplier + 1 << 15) >> 16 : 0x7FFF
    let shift = 15 - Int64(requantizer.shift)
    return (value * reduced + 1 << (shift - 1)) >> shift
  }

  /// `a · b / 2³¹`, rounded to nearest, ties towards positive infinity; as gemmlowp's
  /// `SaturatingRoundingDoublingHighMul` for factors of 32 bits.
  static func multipliedQ31(_ a: Int64, _ b: Int64) -> Int64 {
    let product = a * b
    return (product + (product >= 0 ? 1 << 30 : 1 - 1 << 30)) / (1 << 31)
  }

  /// `value / 2^exponent`, rounded to nearest, ties away from zero.
  static func roundedQuotient(_ value: Int64, powerOfTwo exponent: Int64) -> Int64 {
    let magnitude = (abs(value) + (exponent > 0 ? 1 << (exponent - 1) : 0)) >> exponent
    return value < 0 ? -magnitude : magnitude
  }

  /// Input tensor for a window of Q9 log-mel.
  func input(_ window: [Int16]) -> [Int64] {
    let ends = network.tensors[0].elementType.range
    return window.map {
      let value = Self.requantize(
        Int64($0) - Int64(network.inputMeanQ9), network.inputRequantizer)
      return min(max(value + Int64(network.tensors[0].zeroPoint), ends.lowerBound), ends.upperBound)
    }
  }

  /// Accumulators of every layer that has some, and the tensors; tensor 0 is `input`.
  func run(_ input: [Int64]) -> (accumulators: [[Int64]], tensors: [[Int64]]) {
    var tensors = [input]
    var all: [[Int64]] = []
    for layer in network.layers {
      let step = IntegerLayerReference(layer, network, tensors)
      let accumulators = layer.operation.isLinear ? step.accumulators() : []
      all.append(accumulators)
      tensors.append(step.output(accumulators))
    }
    return (all, tensors)
  }

  /// Output in Q13 log2 units.
  func reconstructionQ13(_ input: [Int64]) -> [Int64] {
    guard let head = head.reconstruction else { return [] }
    let (accumulators, tensors) = run(input)
    let zeroPoint = Int64(network.tensors.last?.zeroPoint ?? 0)
    let values =
      head.input == .accumulators
      ? accumulators.last ?? [] : (tensors.last ?? []).map { $0 - zeroPoint }
    let shift = Int64(head.accumulatorShift)
    return values.indices.map { index in
      let requantizer = head.requantizers[index % head.requantizers.count]
      // Ties towards positive infinity.
      let value = shift == 0 ? values[index] : (values[index] + 1 << (shift - 1)) >> shift
      return min(
        max(Int64(head.meanQ13) + Self.requantize(value, requantizer), -(1 << 20)), 1 << 20)
    }
  }
}

extension ScoreHeadContents {
  /// The head that compares with the window.
  var reconstruction: ReconstructionHeadContents? {
    if case .reconstruction(let head) = self { head } else { nil }
  }
}

extension TensorContents {
  var shape: Shape { Shape(height: height, width: width, channels: channels) }
}
