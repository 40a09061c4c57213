import FloatModels

/// An image in blocks: every `height`-th row and `width`-th column of it is an image of its own, in
/// the batch. A convolution of the blocks, put together again, is a dilated convolution of the
/// image; converters write it that way for models of any batch.
struct TFLiteBlocks {
  /// The image before it was padded and divided.
  var source: Int
  var image: Shape
  var height: Int
  var width: Int
  var padding: Edges
  /// The blocks' shape, batch first.
  var shape: [Int]
  /// What was done to each block.
  var convolution: TFLiteStep.Operation?
  /// Window of that.
  var window: KernelWindow?
  /// Where the result's number format stands.
  var format: Int
  var activation: TFLiteActivation = .none
}

extension TFLiteTrace {
  /// Follows an operator on blocks; false where it is something else.
  mutating func passesBlocks(_ step: TFLiteOperator, _ output: Int) throws -> Bool {
    if step.operation == .spaceToBatch {
      blocks[output] = try divided(step, output)
      return true
    }
    guard let tensor = step.input(0), let parts = blocks[tensor] else { return false }
    switch step.operation {
    case .reshape, .squeeze, .expandDimensions: blocks[output] = try reshaped(step, parts, output)
    case .convolution, .depthwiseConvolution:
      blocks[output] = try convolved(step, parts, output)
    case .batchToSpace: try join(step, parts, output)
    default: return false
    }
    return true
  }

  private func divided(_ step: TFLiteOperator, _ output: Int) throws -> TFLiteBlocks {
    try step.check(inputs: 3...3)
    let (tensor, shape) = try activation(step, 0)
    let block = try sides(step, 1, per: 1, shape), padding = try sides(step, 2, per: 2, shape)
    let image = try image(shape, step.place)
    let (height, width) = (block.count == 2 ? block[0] : 1, block[block.count - 1])
    let rows = padding.count == 4 ? Array(padding.prefix(2)) : [0, 0]
    let edges = Edges(
      top: rows[0], bottom: rows[1], left: padding[padding.count - 2],
      right: padding[padding.count - 1])
    let size = Shape(
      height: image.height + edges.top + edges.bottom,
      width: image.width + edges.left + edges.right, channels: image.channels)
    guard height > 0, width > 0, size.height % height == 0, size.width % width == 0 else {
      throw step.inconsistent(
        "blocks of \(height) × \(width)", expected: "parts of \(size.height) × \(size.width)")
    }
    guard model.haveSameSteps(tensor, output) else {
      throw step.inconsistent("an output in other steps than its input", expected: "the same")
    }
    let last = [size.height / height, size.width / width, size.channels]
    return TFLiteBlocks(
      source: tensor, image: image, height: height, width: width, padding: edges,
      shape: [height * width] + last.suffix(shape.count - 1), format: output)
  }

  /// Numbers for the axes between batch and channels.
  private func sides(
    _ step: TFLiteOperator, _ index: Int, per count: Int, _ shape: [Int]
  ) throws -> [Int] {
    guard (3...4).contains(shape.count), let tensor = step.input(index),
      let numbers = try integers(step, tensor), numbers.count == count * (shape.count - 2),
      numbers.allSatisfy((0...TFLiteModel.sizes.upperBound).contains)
    else {
      throw step.inconsistent(
        "other numbers as input \(index)", expected: "\(count) for each of rows and columns")
    }
    return numbers
  }

  /// Axes of 1 may come and go as long as rows, columns and channels stay what they are.
  private func reshaped(
    _ step: TFLiteOperator, _ parts: TFLiteBlocks, _ output: Int
  ) throws -> TFLiteBlocks {
    var parts = parts
    let shape = try reshaped(step, parts.shape)
    let (before, after) = ([1] + parts.shape.dropFirst(), [1] + shape.dropFirst())
    guard shape.first == parts.shape.first, shape.count <= 4, before.suffix(3) == after.suffix(3)
    else {
      throw step.unsupported(
        "blocks that are taken apart", allowed: "a convolution of them",
        "convert the model with a batch of 1, so that dilated convolutions stay in one piece")
    }
    parts.shape = shape
    return parts
  }

  private func convolved(
    _ step: TFLiteOperator, _ parts: TFLiteBlocks, _ output: Int
  ) throws -> TFLiteBlocks {
    var parts = parts
    let channels = parts.image.channels
    let window: KernelWindow
    let outputs: Int
    switch step.operation {
    case .depthwiseConvolution(let options, let activation):
      let (parameters, multiplier, kernel) = try depthwise(step, options, channels: channels)
      parts.convolution = .depthwiseConvolution(parameters, multiplier: multiplier, kernel)
      (window, outputs, parts.activation) = (kernel, channels * multiplier, activation)
    case .convolution(let options, let activation):
      let (parameters, kernel) = try convolution(step, options, channels: channels)
      parts.convolution = .convolution(parameters, kernel)
      (window, parts.activation) = (kernel, activation)
      outputs = try constantShape(step, parameters.weight)[0]
    default: return parts
    }
    guard parts.window == nil, parts.shape.count == 4, window.padding == .valid,
      window.strideHeight == 1, window.strideWidth == 1, window.dilationHeight == 1,
      window.dilationWidth == 1
    else {
      throw step.unsupported(
        "blocks with more than one convolution, strides or padding",
        allowed: "one VALID convolution of stride 1",
        "convert the model with a batch of 1, so that dilated convolutions stay in one piece")
    }
    let image = Shape(height: parts.shape[1], width: parts.shape[2], channels: channels)
    let grid = try step.grid(of: window, on: image, channels: outputs)
    parts.shape = [parts.shape[0], grid.height, grid.width, outputs]
    parts.window = window
    parts.format = output
    return parts
  }

  private mutating func join(
    _ step: TFLiteOperator, _ parts: TFLiteBlocks, _ output: Int
  ) throws {
    try step.check(inputs: 3...3)
    let block = try sides(step, 1, per: 1, parts.shape)
    let crops = try sides(step, 2, per: 2, parts.shape)
    let (height, width) = (block.count == 2 ? block[0] : 1, block[block.count - 1])
    guard var window = parts.window, height == parts.height, width == parts.width else {
      throw step.unsupported(
        "other blocks than those that were convolved", allowed: "the same blocks",
        "convert the model with a batch of 1, so that dilated convolutions stay in one piece")
    }
    let rows = crops.count == 4 ? Array(crops.prefix(2)) : [0, 0]
    let edges = Edges(
      top: parts.padding.top - rows[0], bottom: parts.padding.bottom - rows[1],
      left: parts.padding.left - crops[crops.count - 2],
      right: parts.padding.right - crops[crops.count - 1])
    guard model.haveSameSteps(parts.format, output) else {
      throw step.inconsistent("an output in other steps than its input", expected: "the same")
    }
    guard min(edges.top, edges.bottom, edges.left, edges.right) >= 0 else {
      throw step.unsupported(
        "more rows or columns cut off than were put on", allowed: "at most as many",
        "convert the model with a batch of 1, so that dilated convolutions stay in one piece")
    }
    window.dilationHeight = height
    window.dilationWidth = width
    window.padding = .explicit(
      top: edges.top, bottom: edges.bottom, left: edges.left, right: edges.right)
    try noteJoined(step, parts, window, output)
  }

  private mutating func noteJoined(
    _ step: TFLiteOperator, _ parts: TFLiteBlocks, _ window: KernelWindow, _ output: Int
  ) throws {
    let channels = parts.shape[parts.shape.count - 1]
    let computed = try step.grid(of: window, on: parts.image, channels: channels)
    let operation: TFLiteStep.Operation
    switch parts.convolution {
    case .depthwiseConvolution(let parameters, let multiplier, _):
      operation = .depthwiseConvolution(parameters, multiplier: multiplier, window)
    case .convolution(let parameters, _): operation = .convolution(parameters, window)
    default: return
    }
    // Blocks of one row each are still many rows together.
    guard parts.shape.count == 4 || computed.height == 1 else {
      throw step.inconsistent(
        "blocks of \(computed.height) rows in three dimensions", expected: "four dimensions")
    }
    let shape =
      parts.shape.count == 4
      ? [1, computed.height, computed.width, channels] : [1, computed.width, channels]
    try note(
      step, operation, inputs: [parts.source], output: output, computed: computed, shape: shape,
      activation: parts.activation)
  }
}
