import Foundation

@testable import EdgeRuntime

/// Just enough of a `.tflite` reader for the integer networks of the goldens. It trusts the file.
struct TFLiteFile {
  /// A layer and the tensors that it reads and writes.
  struct Step {
    let layer: OwnedLayer
    let inputs: [Int]
    let output: Int
  }

  private let model: FlatTable

  init(contentsOf path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let root = FlatTable(bytes: bytes, position: 0)
    model = FlatTable(bytes: bytes, position: root.unsigned32(0))
  }

  private var graph: FlatTable { model.table(2, 0) }

  /// The layers, in order.
  func steps() -> [Step] {
    (0..<graph.count(3)).map { index in
      let node = graph.table(3, index)
      let entry = model.table(1, node.integer(0, size: 4))
      // Writers before TensorFlow 2.4 know the field of one byte alone; later ones fill both.
      let code = max(entry.integer(0, size: 1), entry.integer(3, size: 4))
      let (sources, output) = (node.integers(1), node.integers(2)[0])
      let inputs =
        switch TFLiteOperator(rawValue: code) {
        case .concatenation, .add: sources
        // A transposed convolution's inputs are the output's shape, the weights, the input, the bias.
        case .transposeConvolution: [sources[2]]
        default: [sources[0]]
        }
      let lowering = TFLiteLowering(
        inputs: sources.filter { $0 >= 0 }.map(tensor), output: tensor(output),
        options: node.has(4) ? node.table(4) : nil)
      return Step(
        layer: lowering.layer(TFLiteOperator(rawValue: code)!), inputs: inputs, output: output)
    }
  }

  /// The network's output for an input, each layer computed by `compute`.
  func run(_ input: [Int], _ compute: (OwnedLayer, [[Int]]) -> [Int]) -> [Int] {
    var tensors = [graph.integers(1)[0]: input]
    for step in steps() {
      tensors[step.output] = compute(step.layer, step.inputs.map { tensors[$0]! })
    }
    return tensors[graph.integers(2)[0]]!
  }

  private func tensor(_ index: Int) -> TFLiteTensor {
    let table = graph.table(0, index)
    let data = model.table(4, table.integer(2, size: 4)).octets(0)
    return TFLiteTensor(table: table, data: data)
  }
}

/// The builtin operators of the goldens.
enum TFLiteOperator: Int {
  case add = 0
  case averagePool = 1
  case concatenation = 2
  case convolution = 3
  case depthwiseConvolution = 4
  case fullyConnected = 9
  case logistic = 14
  case maximumPool = 17
  case relu = 19
  case relu6 = 21
  case reshape = 22
  case softmax = 25
  case tanh = 28
  case pad = 34
  case mean = 40
  case padV2 = 60
  case transposeConvolution = 67
  case quantize = 114
}

/// A tensor of the file, and its data if it is a constant.
struct TFLiteTensor {
  let table: FlatTable
  let data: [UInt8]

  var shape: [Int] { table.integers(0) }
  var scales: [Float] { table.table(4).floats(2) }
  var zeroPoint: Int32 {
    guard table.has(4), let first = table.table(4).integers(3, size: 8).first else { return 0 }
    return Int32(first)
  }

  /// Of an activation: a batch of one image or of one vector.
  var activation: IntegerTensor {
    let size = Array(repeating: 1, count: max(4 - shape.count, 0)) + shape
    return IntegerTensor(
      height: size[1], width: size[2], channels: size[3],
      elementType: arrayType == .int8 ? .int8 : .int16, scale: scales[0], zeroPoint: zeroPoint,
      arenaOffset: nil)
  }

  var arrayType: ModelFile.ArrayType {
    switch table.integer(1, size: 1) {
    case 2: .int32
    case 4: .int64
    case 7: .int16
    case 17: .int4
    default: .int8
    }
  }

  /// The constant's numbers.
  var numbers: [Int] {
    let count = shape.reduce(1, *)
    if arrayType == .int4 {
      return (0..<count).map { Int(Int8(bitPattern: data[$0 / 2] << ($0 % 2 == 0 ? 4 : 0)) >> 4) }
    }
    let width = Int(arrayType.byteCount(1))
    return (0..<count).map { index in
      let bits = (0..<width).reduce(0) { $0 | Int(data[width * index + $1]) << (8 * $1) }
      let unused = Int.bitWidth - 8 * width
      return (bits << unused) >> unused
    }
  }
}
