import Foundation

@testable import EdgeRuntime

/// Just enough of a `.tflite` reader for networks that are a chain of int8 layers. It trusts the
/// file.
struct TFLiteFile {
  private let model: FlatTable

  init(contentsOf path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let root = FlatTable(bytes: bytes, position: 0)
    model = FlatTable(bytes: bytes, position: root.unsigned32(0))
  }

  private var graph: FlatTable { model.table(2, 0) }

  /// The layers, in order.
  func layers() -> [OwnedLayer] {
    (0..<graph.count(3)).map { layer(graph.table(3, $0)) }
  }

  private func layer(_ node: FlatTable) -> OwnedLayer {
    let code = model.table(1, node.integer(0, size: 4)).integer(3, size: 4)
    let inputs = node.integers(1)
    let options = node.table(4)
    // A transposed convolution's inputs are the output's shape, the weights, the input, the bias.
    let transposed = code == 67
    let weights = graph.table(0, inputs[1])
    let input = tensor(inputs[transposed ? 2 : 0])
    let bias = graph.table(0, inputs[transposed ? 3 : 2])
    let output = tensor(node.integers(2)[0])
    let sizes = weights.integers(0)
    let operation: IntegerOperation =
      switch code {
      case 9: .fullyConnected
      case 3: .convolution(geometry(options, sizes, from: input, to: output))
      default: .transposedConvolution(geometry(options, sizes, from: output, to: input))
      }
    let activation = options.integer(code == 9 ? 0 : 3, size: 1)
    return OwnedLayer(
      operation, input, output, weights: data(weights).map { Int8(bitPattern: $0) },
      bias: words(data(bias)), requantizers: requantizers(weights, input, output),
      clamp: (activation == 1 ? output.zeroPoint : -128)...127)
  }

  private func tensor(_ index: Int) -> IntegerTensor {
    let tensor = graph.table(0, index)
    let shape = tensor.integers(0)
    let spatial = shape.count == 4
    let quantization = tensor.table(4)
    return IntegerTensor(
      height: spatial ? shape[1] : 1, width: spatial ? shape[2] : 1, channels: shape.last!,
      scale: quantization.floats(2)[0], zeroPoint: Int32(quantization.integers(3, size: 8)[0]),
      arenaOffset: nil)
  }

  /// `large` is the convolution's input, `small` its output; a transposed one goes from small to
  /// large.
  private func geometry(
    _ options: FlatTable, _ sizes: [Int], from large: IntegerTensor, to small: IntegerTensor
  ) -> KernelGeometry {
    let stride = options.integer(1, size: 4)
    let same = options.integer(0, size: 1) == 0
    func padding(_ large: Int, _ small: Int, _ kernel: Int) -> Int {
      same ? max((small - 1) * stride + kernel - large, 0) / 2 : 0
    }
    return KernelGeometry(
      height: sizes[1], width: sizes[2], stride: stride,
      padTop: padding(large.height, small.height, sizes[1]),
      padLeft: padding(large.width, small.width, sizes[2]))
  }

  /// TensorFlow Lite's `QuantizeMultiplier` for each output channel.
  private func requantizers(
    _ weights: FlatTable, _ input: IntegerTensor, _ output: IntegerTensor
  ) -> [Requantizer] {
    let scales = weights.table(4).floats(2)
    return (0..<output.channels).map { channel in
      let scale = scales[scales.count == 1 ? 0 : channel]
      let real = Double(input.scale) * Double(scale) / Double(output.scale)
      var shift = real.exponent + 1
      var mantissa = Int64((real.significand / 2 * 0x1p31).rounded(.toNearestOrAwayFromZero))
      if mantissa == 1 << 31 { (mantissa, shift) = (1 << 30, shift + 1) }
      return Requantizer(multiplier: Int32(mantissa), shift: Int32(shift))
    }
  }

  private func data(_ tensor: FlatTable) -> [UInt8] {
    model.table(4, tensor.integer(2, size: 4)).octets(0)
  }

  private func words(_ bytes: [UInt8]) -> [Int32] {
    bytes.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }
  }
}

/// A FlatBuffers table: a position from which a signed offset leads back to the places of its
/// fields.
struct FlatTable {
  let bytes: [UInt8]
  let position: Int

  func unsigned32(_ offset: Int) -> Int { number(offset, size: 4) }

  /// Where a field's value stands, or nil if it has its default.
  private func place(_ field: Int) -> Int? {
    let fields = position - signed(number(position, size: 4))
    guard 4 + 2 * field < number(fields, size: 2) else { return nil }
    let offset = number(fields + 4 + 2 * field, size: 2)
    return offset == 0 ? nil : position + offset
  }

  private func signed(_ value: Int) -> Int { Int(Int32(truncatingIfNeeded: value)) }

  private func number(_ offset: Int, size: Int) -> Int {
    (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  func integer(_ field: Int, size: Int) -> Int { place(field).map { number($0, size: size) } ?? 0 }

  /// Start and length of a vector.
  private func vector(_ field: Int) -> (start: Int, count: Int) {
    guard let place = place(field) else { return (0, 0) }
    let start = place + number(place, size: 4)
    return (start + 4, number(start, size: 4))
  }

  func count(_ field: Int) -> Int { vector(field).count }

  func integers(_ field: Int, size: Int = 4) -> [Int] {
    let (start, count) = vector(field)
    return (0..<count).map { index in
      let value = number(start + size * index, size: size)
      return size == 4 ? signed(value) : value
    }
  }

  func floats(_ field: Int) -> [Float] {
    integers(field).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
  }

  func octets(_ field: Int) -> [UInt8] {
    let (start, count) = vector(field)
    return Array(bytes[start..<start + count])
  }

  func table(_ field: Int) -> FlatTable {
    let place = place(field) ?? 0
    return FlatTable(bytes: bytes, position: place + number(place, size: 4))
  }

  func table(_ field: Int, _ index: Int) -> FlatTable {
    let place = vector(field).start + 4 * index
    return FlatTable(bytes: bytes, position: place + number(place, size: 4))
  }
}
