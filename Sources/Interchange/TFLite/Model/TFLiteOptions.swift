/// The options of one operator while they are read.
struct TFLiteOptions {
  let builtin: TFLiteBuiltin
  /// The operator's index in the file.
  let index: Int
  /// Which table the file says that `table` is; 0 for none.
  let type: UInt8
  /// Nil where the file holds none.
  let table: FlatTable?

  var place: OperatorPlace { OperatorPlace(name: builtin.name, index: index) }

  /// The operation with all its options.
  func operation() throws -> TFLiteOperation {
    switch builtin {
    case .convolution, .depthwiseConvolution, .transposedConvolution, .averagePool, .maximumPool:
      try windowed()
    case .add, .subtract, .multiply, .concatenation, .fullyConnected: try activated()
    case .mean, .softmax, .reshape, .stridedSlice, .pack, .gather: try plain()
    case .relu: .relu
    case .reluMinusOneToOne: .reluMinusOneToOne
    case .relu6: .relu6
    case .logistic: .logistic
    case .tanh: .tanh
    case .squeeze: .squeeze
    case .expandDimensions: .expandDimensions
    case .pad: .pad
    case .padWithValue: .padWithValue
    case .quantize: .quantize
    case .dequantize: .dequantize
    case .spaceToBatch: .spaceToBatch
    case .batchToSpace: .batchToSpace
    case .shape: .shape
    case .reduceProduct: .reduceProduct
    }
  }

  private func windowed() throws -> TFLiteOperation {
    switch builtin {
    case .depthwiseConvolution:
      typealias Field = TFLiteSchema.DepthwiseConvolution
      let table = try table(Field.optionsType)
      return .depthwiseConvolution(
        try dilated(table, try window(table), Field.dilationHeight, Field.dilationWidth),
        try activation(table, Field.activation))
    case .transposedConvolution:
      typealias Field = TFLiteSchema.TransposedConvolution
      let table = try table(Field.optionsType)
      return .transposedConvolution(try window(table), try activation(table, Field.activation))
    case .averagePool, .maximumPool:
      typealias Field = TFLiteSchema.Pool
      let table = try table(Field.optionsType)
      var window = try window(table)
      window.height = try size(table, Field.height, "filter height")
      window.width = try size(table, Field.width, "filter width")
      let activation = try activation(table, Field.activation)
      return builtin == .averagePool
        ? .averagePool(window, activation) : .maximumPool(window, activation)
    default:
      typealias Field = TFLiteSchema.Convolution
      let table = try table(Field.optionsType)
      return .convolution(
        try dilated(table, try window(table), Field.dilationHeight, Field.dilationWidth),
        try activation(table, Field.activation))
    }
  }

  private func activated() throws -> TFLiteOperation {
    typealias Field = TFLiteSchema.Arithmetic
    switch builtin {
    case .subtract:
      return .subtract(try activation(optional(Field.subtractOptionsType), Field.activation))
    case .multiply:
      return .multiply(try activation(optional(Field.multiplyOptionsType), Field.activation))
    case .concatenation:
      typealias Field = TFLiteSchema.Concatenation
      let table = try table(Field.optionsType)
      return .concatenation(
        axis: Int(try table.integer(Field.axis, default: Int32(0), "axis")),
        try activation(table, Field.activation))
    case .fullyConnected:
      typealias Field = TFLiteSchema.FullyConnected
      let table = try optional(Field.optionsType)
      let format = try table?.integer(Field.weightsFormat, default: UInt8(0), "weights format") ?? 0
      guard format == 0 else {
        throw place.unsupported(
          "shuffled weights", allowed: "the default format",
          "convert the model again without that option")
      }
      return .fullyConnected(
        keepsDimensions: try table?.flag(Field.keepsDimensions, "keep_num_dims") ?? false,
        try activation(table, Field.activation))
    default:
      return .add(try activation(optional(Field.addOptionsType), Field.activation))
    }
  }

  private func plain() throws -> TFLiteOperation {
    switch builtin {
    case .mean:
      typealias Field = TFLiteSchema.Reducer
      let table = try optional(Field.optionsType)
      return .mean(keepsDimensions: try table?.flag(Field.keepsDimensions, "keep_dims") ?? false)
    case .softmax:
      typealias Field = TFLiteSchema.Softmax
      let table = try table(Field.optionsType)
      return .softmax(beta: try table.float(Field.beta, default: 0, "beta"))
    case .stridedSlice: return .stridedSlice(try masks())
    case .pack:
      typealias Field = TFLiteSchema.Pack
      let table = try optional(Field.optionsType)
      return .pack(axis: Int(try table?.integer(Field.axis, default: Int32(0), "axis") ?? 0))
    case .gather:
      typealias Field = TFLiteSchema.Gather
      let table = try optional(Field.optionsType)
      return .gather(axis: Int(try table?.integer(Field.axis, default: Int32(0), "axis") ?? 0))
    default:
      typealias Field = TFLiteSchema.Reshape
      let table = try optional(Field.optionsType)
      let shape = try table?.vector(
        Field.shape, of: Int32.self, atMost: TFLiteModel.maximumRank, "new shape")
      return .reshape(shape?.array.map { Int($0) } ?? [])
    }
  }

  private func masks() throws -> TFLiteSliceMasks {
    typealias Field = TFLiteSchema.StridedSlice
    let table = try table(Field.optionsType)
    let ellipsis = try table.integer(Field.ellipsisMask, default: Int32(0), "ellipsis mask")
    let newAxis = try table.integer(Field.newAxisMask, default: Int32(0), "new axis mask")
    return TFLiteSliceMasks(
      begin: try table.integer(Field.beginMask, default: 0, "begin mask"),
      end: try table.integer(Field.endMask, default: 0, "end mask"),
      shrink: try table.integer(Field.shrinkAxisMask, default: 0, "shrink mask"),
      hasOthers: ellipsis != 0 || newAxis != 0)
  }
}

extension TFLiteOptions {
  /// The options' table, which has to be of the expected type.
  private func optional(_ expected: UInt8) throws -> FlatTable? {
    guard let table else { return nil }
    guard type == expected else {
      throw place.inconsistent("options of type \(type)", expected: "type \(expected)")
    }
    return table
  }

  private func table(_ expected: UInt8) throws -> FlatTable {
    guard let table = try optional(expected) else {
      throw place.inconsistent("no options", expected: "type \(expected)")
    }
    return table
  }

  /// Stride and padding, whose fields have the same numbers in all options.
  private func window(_ table: FlatTable) throws -> TFLiteWindow {
    typealias Field = TFLiteSchema.Convolution
    let padding = try table.integer(Field.padding, default: UInt8(0), "padding")
    guard padding <= 1 else {
      throw place.inconsistent("padding \(padding)", expected: "0 (SAME) or 1 (VALID)")
    }
    return TFLiteWindow(
      strideHeight: try size(table, Field.strideHeight, "stride height"),
      strideWidth: try size(table, Field.strideWidth, "stride width"), isSame: padding == 0)
  }

  private func dilated(
    _ table: FlatTable, _ window: TFLiteWindow, _ height: Int, _ width: Int
  ) throws -> TFLiteWindow {
    var window = window
    window.dilationHeight = try size(table, height, default: 1, "dilation height")
    window.dilationWidth = try size(table, width, default: 1, "dilation width")
    return window
  }

  /// A size of a window, which has to be in the range that networks may have.
  private func size(
    _ table: FlatTable, _ field: Int, default absent: Int32 = 0, _ name: StaticString
  ) throws -> Int {
    let size = Int(try table.integer(field, default: absent, name))
    guard TFLiteModel.windowSizes.contains(size) else {
      let allowed = TFLiteModel.windowSizes
      throw place.unsupported(
        "\(name) \(size)",
        allowed: "\(allowed.lowerBound)…\(allowed.upperBound)",
        "build the network with smaller windows")
    }
    return size
  }

  private func activation(_ table: FlatTable?, _ field: Int) throws -> TFLiteActivation {
    let number = try table?.integer(field, default: UInt8(0), "activation") ?? 0
    guard let activation = TFLiteActivation(rawValue: number) else {
      throw place.unsupported(
        "fused activation \(TFLiteActivation.name(of: number))",
        allowed: "NONE, RELU, RELU_N1_TO_1, RELU6",
        "put the activation into an operator of its own")
    }
    return activation
  }
}
