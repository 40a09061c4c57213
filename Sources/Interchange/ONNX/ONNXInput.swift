import FloatModels

/// The network's input as the file declares it.
struct ONNXInput {
  let name: String
  /// Nil where its length is left open.
  let batch: Int?
  /// Behind the axis of the batch: one to three, each at least 1.
  private let sizes: [Int]

  init(_ model: ONNXModel) throws(InterchangeError.Problem) {
    // Older files list their weights among the inputs.
    let stored = Set(model.initializers.map(\.name))
    let inputs = model.inputs.filter { !stored.contains($0.name) }
    guard let input = inputs.first, inputs.count == 1 else {
      throw .unsupportedModel(
        found: "\(inputs.count) inputs: \(inputs.prefix(5).map(\.name).joined(separator: ", "))",
        remedy: "export it with one input")
    }
    guard ONNXElementType(rawValue: input.elementType)?.isFloating == true else {
      throw .unsupportedModel(
        found: "input \(input.name): elements of ONNX type \(input.elementType), floats are read",
        remedy: "export the float model, without quantization of its input")
    }
    let dimensions = input.dimensions ?? []
    let words = dimensions.map { $0.map(String.init) ?? "?" }.joined(separator: " × ")
    var sizes: [Int] = []
    for dimension in dimensions.dropFirst() {
      guard let size = dimension, 1...Int64(ONNXConstant.maximumCount) ~= size else { break }
      sizes.append(Int(size))
    }
    guard (2...4).contains(dimensions.count), sizes.count == dimensions.count - 1,
      dimensions[0].map({ 0...Int64(ONNXConstant.maximumCount) ~= $0 }) ?? true,
      ONNXConstant.count(sizes) != nil
    else {
      throw .unsupportedModel(
        found: "input \(input.name): \(words.isEmpty ? "no shape" : words)",
        remedy: "export it with a batch axis and one to three more of known length")
    }
    name = input.name
    // Some writers mean an open length by 0.
    batch = dimensions[0].flatMap { $0 > 0 ? Int($0) : nil }
    self.sizes = sizes
  }

  /// Order of the axes in memory.
  private func order(channelsLast: Bool) -> [Int] {
    channelsLast && sizes.count > 1 ? Array(1..<sizes.count) + [0] : Array(sizes.indices)
  }

  func activation(channelsLast: Bool, _ source: inout AxisFactorSource) -> ONNXActivation {
    let axes = sizes.map { source.factors($0) }
    return ONNXActivation(
      source: Node.graphInput, memory: order(channelsLast: channelsLast).flatMap { axes[$0] },
      axes: axes)
  }

  /// The shape of the graph's input. One channel in front stands for an image either way.
  func shape(channelsLast: Bool) -> Shape {
    let sizes =
      self.sizes.count == 3 && self.sizes[0] == 1
      ? [self.sizes[1], self.sizes[2], 1] : order(channelsLast: channelsLast).map { self.sizes[$0] }
    switch sizes.count {
    case 1: return Shape(vector: sizes[0])
    case 2 where channelsLast: return Shape(height: 1, width: sizes[0], channels: sizes[1])
    case 2: return Shape(height: sizes[0], width: sizes[1], channels: 1)
    default: return Shape(height: sizes[0], width: sizes[1], channels: sizes[2])
    }
  }
}
