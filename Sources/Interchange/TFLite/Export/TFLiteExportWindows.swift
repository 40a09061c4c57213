import EdgeRuntime
import FloatModels
import Quantization

/// Layers whose kernel moves over an image.
extension TFLiteExport {
  mutating func writeConvolution(
    _ layer: LayerContents, _ kernel: KernelGeometry, _ weights: Int, _ bias: Int,
    _ activation: TFLiteActivation
  ) throws {
    var source = place(layer.inputs[0])
    let (input, output) = (input(layer), output(layer))
    let padding: TFLitePadding
    if let known = TFLitePadding(kernel, image: input.shape, grid: output.shape) {
      padding = known
    } else {
      // Zeros around the image by an operator of their own, which changes no bit.
      source = try padded(layer, kernel)
      padding = .valid
    }
    guard case .depthwiseConvolution = layer.operation else {
      typealias Field = TFLiteSchema.Convolution
      return builder.operator(
        .convolution, version: 3, inputs: [source, weights, bias], output: place(layer.output),
        options: (
          Field.optionsType,
          [
            Field.padding: .integer(padding.rawValue),
            Field.strideWidth: .integer(Int32(kernel.strideWidth)),
            Field.strideHeight: .integer(Int32(kernel.strideHeight)),
            Field.activation: .integer(activation.rawValue),
            Field.dilationWidth: .integer(Int32(kernel.dilationWidth)),
            Field.dilationHeight: .integer(Int32(kernel.dilationHeight)),
          ]
        ))
    }
    typealias Field = TFLiteSchema.DepthwiseConvolution
    builder.operator(
      .depthwiseConvolution, version: 3, inputs: [source, weights, bias],
      output: place(layer.output),
      options: (
        Field.optionsType,
        [
          Field.padding: .integer(padding.rawValue),
          Field.strideWidth: .integer(Int32(kernel.strideWidth)),
          Field.strideHeight: .integer(Int32(kernel.strideHeight)),
          Field.multiplier: .integer(Int32(output.channels / input.channels)),
          Field.activation: .integer(activation.rawValue),
          Field.dilationWidth: .integer(Int32(kernel.dilationWidth)),
          Field.dilationHeight: .integer(Int32(kernel.dilationHeight)),
        ]
      ))
  }

  /// The input with as much padding around it as the kernel's positions need.
  private mutating func padded(
    _ layer: LayerContents, _ kernel: KernelGeometry
  ) throws -> Int {
    let (input, output) = (input(layer), output(layer))
    let rows = kernel.reach(rows: output.height) - input.height - kernel.padTop
    let columns = kernel.reach(columns: output.width) - input.width - kernel.padLeft
    guard rows > -kernel.strideHeight, columns > -kernel.strideWidth else {
      throw inexpressible(
        layer, "an output of \(output.height) × \(output.width), fewer positions than fit",
        "choose an output for which the kernel moves over the whole input")
    }
    let (bottom, right) = (max(rows, 0), max(columns, 0))
    let sides = builder.integers(
      "\(layer.name)/paddings",
      [0, 0, kernel.padTop, bottom, kernel.padLeft, right, 0, 0], [4, 2])
    let result = add(
      input,
      [
        1, input.height + kernel.padTop + bottom, input.width + kernel.padLeft + right,
        input.channels,
      ], name: "\(layer.name)/padded")
    builder.operator(
      .pad, version: 2, inputs: [place(layer.inputs[0]), sides], output: result,
      options: (TFLiteSchema.Empty.padOptionsType, [:]))
    return result
  }

  mutating func writeTransposed(
    _ layer: LayerContents, _ kernel: KernelGeometry, _ weights: Int, _ bias: Int,
    _ activation: TFLiteActivation
  ) throws {
    let (input, output) = (input(layer), output(layer))
    // The gradient of a convolution from the output to the input.
    guard let padding = TFLitePadding(kernel, image: output.shape, grid: input.shape) else {
      throw inexpressible(
        layer, "padding of \(kernel.padTop) rows and \(kernel.padLeft) columns",
        "use SAME or VALID padding in the transposed convolution")
    }
    typealias Field = TFLiteSchema.TransposedConvolution
    let size = builder.integers("\(layer.name)/shape", output.axes, [4])
    builder.operator(
      .transposedConvolution, version: activation == .none ? 3 : 4,
      inputs: [size, weights, place(layer.inputs[0]), bias], output: place(layer.output),
      options: (
        Field.optionsType,
        [
          Field.padding: .integer(padding.rawValue),
          Field.strideWidth: .integer(Int32(kernel.strideWidth)),
          Field.strideHeight: .integer(Int32(kernel.strideHeight)),
          Field.activation: .integer(activation.rawValue),
        ]
      ))
  }

  mutating func writePool(
    _ layer: LayerContents, _ builtin: TFLiteBuiltin, _ kernel: KernelGeometry
  ) throws {
    typealias Field = TFLiteSchema.Pool
    let (input, output) = (input(layer), output(layer))
    guard let padding = TFLitePadding(kernel, image: input.shape, grid: output.shape) else {
      throw inexpressible(
        layer, "padding of \(kernel.padTop) rows and \(kernel.padLeft) columns",
        "use SAME or VALID padding in the pool")
    }
    let activation = try activation(layer)
    write(
      layer, builtin, version: 2,
      options: (
        Field.optionsType,
        [
          Field.padding: .integer(padding.rawValue),
          Field.strideWidth: .integer(Int32(kernel.strideWidth)),
          Field.strideHeight: .integer(Int32(kernel.strideHeight)),
          Field.width: .integer(Int32(kernel.width)), Field.height: .integer(Int32(kernel.height)),
          Field.activation: .integer(activation.rawValue),
        ]
      ))
  }
}

/// The two kinds of padding that the format has.
enum TFLitePadding: UInt8 {
  case same = 0
  case valid = 1

  /// The kind that gives a kernel's padding between an image and the grid of positions on it.
  init?(_ kernel: KernelGeometry, image: Shape, grid: Shape) {
    let kinds: [(TFLitePadding, KernelWindow.Padding)] = [(.same, .same), (.valid, .valid)]
    let fitting = kinds.first { kind in
      let window = KernelWindow(
        height: kernel.height, width: kernel.width, strideHeight: kernel.strideHeight,
        strideWidth: kernel.strideWidth, dilationHeight: kernel.dilationHeight,
        dilationWidth: kernel.dilationWidth, padding: kind.1)
      let edges = window.edges(image: image, grid: grid)
      let positions = window.positions(onImage: image)
      return edges.top == kernel.padTop && edges.left == kernel.padLeft
        && positions.rows == grid.height && positions.columns == grid.width
    }
    guard let fitting else { return nil }
    self = fitting.0
  }
}

extension KernelGeometry {
  /// Rows from the first that a kernel at the first of so many positions covers to the last one.
  fileprivate func reach(rows positions: Int) -> Int {
    (positions - 1) * strideHeight + dilationHeight * (height - 1) + 1
  }

  /// As `reach(rows:)`.
  fileprivate func reach(columns positions: Int) -> Int {
    (positions - 1) * strideWidth + dilationWidth * (width - 1) + 1
  }
}
