import EdgeRuntime
import Quantization

/// Curves that look their values up in a layer's table, in Int64: what TensorFlow Lite Micro does
/// for int16, and for a softmax of int8.
struct IntegerCurveReference {
  private let layer: LayerContents

  init(_ layer: LayerContents) { self.layer = layer }

  func logistic(_ x: Int64) -> Int64 {
    let argument = argument(x)
    let result = sigmoid(argument, perEntry: 512, most: 0x7FFF << 10)
    return (argument >= 0 ? result + 512 : 1 << 25 - result + 511) >> 10
  }

  func tanh(_ x: Int64) -> Int64 {
    let argument = argument(x)
    let result = sigmoid(argument, perEntry: 256, most: 0xFFFF << 8) - 1 << 23
    return (argument >= 0 ? result + 128 : 127 - result) >> 8
  }

  private func argument(_ x: Int64) -> Int64 {
    let shift = Int64(layer.requantizers[0].shift)
    return (x * Int64(layer.requantizers[0].multiplier) + (shift > 0 ? 1 << (shift - 1) : 0))
      >> shift
  }

  private func sigmoid(_ argument: Int64, perEntry: Int64, most: Int64) -> Int64 {
    let (entry, rest) = abs(argument).quotientAndRemainder(dividingBy: perEntry)
    guard entry < 255 else { return most }
    let (low, high) = (unsigned(Int(entry)), unsigned(Int(entry) + 1))
    return low * perEntry + rest * (high - low)
  }

  private func unsigned(_ index: Int) -> Int64 { Int64(layer.weights[index]) & 0xFFFF }

  /// Of one pixel.
  func softmax(_ x: [Int64], isWide: Bool) -> [Int64] {
    let largest = x.max() ?? 0
    return isWide ? wideSoftmax(x.map { $0 - largest }) : byteSoftmax(x.map { $0 - largest })
  }

  private func byteSoftmax(_ differences: [Int64]) -> [Int64] {
    let powers = differences.map { Int64(layer.weights[Int(-$0)]) }
    let sum = powers.reduce(0) { $0 + IntegerReference.roundedQuotient($1, powerOfTwo: 12) }
    let head = Int64(UInt32(sum).leadingZeroBitCount)
    let scale = Self.reciprocal((sum << head) - 1 << 31)
    return powers.map { power in
      let share = IntegerReference.multipliedQ31(scale, power)
      let rounded = IntegerReference.roundedQuotient(share, powerOfTwo: 12 - head + 31 - 8)
      return min(max(rounded - 128, -128), 127)
    }
  }

  /// `1 / (1 + x)` in Q31 of x in Q31: gemmlowp's three Newton steps.
  private static func reciprocal(_ x: Int64) -> Int64 {
    let half = (x + Int64(Int32.max) + 1) / 2
    var estimate = 1_515_870_810 + IntegerReference.multipliedQ31(half, -1_010_580_540)
    for _ in 0..<3 {
      let error = 1 << 29 - IntegerReference.multipliedQ31(half, estimate)
      estimate += IntegerReference.multipliedQ31(estimate, error) * 4
    }
    return min(2 * estimate, Int64(Int32.max))
  }

  private func wideSoftmax(_ differences: [Int64]) -> [Int64] {
    let powers = differences.map { difference in
      interpolated(
        IntegerReference.requantize(difference, layer.requantizers[0]) + 32767, first: 0)
    }
    let sum = powers.reduce(0, +)
    let head = Int64(UInt32(sum).leadingZeroBitCount)
    let normalised = ((sum << (head - 1)) + 1 << 13) >> 14
    let scale = interpolated(normalised - 1 << 15 - 1 << 16, first: 513)
    let shift = 31 - head
    return powers.map { min(max(($0 * scale + 1 << (shift - 1)) >> shift, 0), 32767) }
  }

  private func interpolated(_ x: Int64, first: Int) -> Int64 {
    let x = min(max(x, -32768), 32767)
    let entry = first + 256 + Int(x >> 7)
    let (low, high) = (Int64(layer.weights[entry]), Int64(layer.weights[entry + 1]))
    return low + ((high - low) * (x & 127) + 64) >> 7
  }
}
