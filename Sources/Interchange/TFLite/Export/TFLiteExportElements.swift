import EdgeRuntime
import Quantization

/// Layers without weights.
extension TFLiteExport {
  mutating func writeCombination(_ layer: LayerContents) throws {
    let output = output(layer)
    switch layer.operation {
    case .mean(let axes):
      typealias Field = TFLiteSchema.Reducer
      let input = input(layer)
      try check(
        layer,
        [
          Requantizer(
            meanOf: input.count / output.count, inputScale: input.scale, outputScale: output.scale)
        ])
      try checkUnclamped(layer)
      // The batch comes before the rows.
      let numbers = (0..<3).filter { axes >> $0 & 1 == 1 }.map { $0 + 1 }
      let list = builder.integers("\(layer.name)/axes", numbers, [numbers.count])
      write(
        layer, .mean, version: 2, and: [list],
        options: (Field.optionsType, [Field.keepsDimensions: .flag(true)]))
    case .add:
      typealias Field = TFLiteSchema.Arithmetic
      let scales = (input(layer, 0).scale, input(layer, 1).scale)
      let expected = Requantizer.addition(
        of: scales.0, scales.1, to: output.scale, output.elementType)
      try check(layer, expected ?? [])
      let activation = try activation(layer)
      write(
        layer, .add, version: 2,
        options: (
          Field.addOptionsType,
          [
            Field.activation: .integer(activation.rawValue),
            Field.powerOfTwoScales: .flag(false),
          ]
        ))
    case .concatenate(let axis):
      typealias Field = TFLiteSchema.Concatenation
      try checkUnclamped(layer)
      let place = isVector(layer.output) ? 1 : axis + 1
      write(
        layer, .concatenation, version: 2,
        options: (Field.optionsType, [Field.axis: .integer(Int32(place))]))
    default: break
    }
  }

  mutating func writeMoved(_ layer: LayerContents) throws {
    try checkUnclamped(layer)
    let (input, output) = (input(layer), output(layer))
    guard case .pad(let top, let left, let fill) = layer.operation else {
      let shape = isVector(layer.output) ? [1, output.channels] : output.axes
      return reshape(place(layer.inputs[0]), to: place(layer.output), shape, layer)
    }
    let (bottom, right) = (output.height - input.height - top, output.width - input.width - left)
    let sides = builder.integers(
      "\(layer.name)/paddings", [0, 0, top, bottom, left, right, 0, 0], [4, 2])
    guard fill != input.zeroPoint else {
      return write(
        layer, .pad, version: 2, and: [sides],
        options: (TFLiteSchema.Empty.padOptionsType, [:]))
    }
    let isWide = input.elementType == .int16
    let value = builder.tensor(
      "\(layer.name)/value", [1], isWide ? .int16 : .int8, scales: [input.scale],
      zeroPoints: [Int64(input.zeroPoint)],
      data: (0..<input.elementType.byteCount).map {
        UInt8(truncatingIfNeeded: fill >> Int32(8 * $0))
      })
    write(
      layer, .padWithValue, version: 2, and: [sides, value],
      options: (TFLiteSchema.Empty.padWithValueOptionsType, [:]))
  }

  /// QUANTIZE, which clamps nothing; RELU, which also changes the steps; or RELU6, which does not.
  mutating func writeRescale(_ layer: LayerContents) throws {
    let (input, output) = (input(layer), output(layer))
    let activation = try activation(layer)
    let most = input.elementType == .int8 ? 22 : 15
    let factor = Double(input.scale) / Double(output.scale)
    try check(layer, [Requantizer(real: factor, shiftAtMost: most)])
    switch activation {
    case .none:
      write(
        layer, .quantize, version: input.elementType == output.elementType ? 1 : 2,
        options: (TFLiteSchema.Empty.quantizeOptionsType, [:]))
    case .relu where input.elementType == output.elementType: write(layer, .relu, version: 2)
    case .relu, .relu6:
      var source = place(layer.inputs[0])
      if !input.hasSteps(of: output) {
        let shape = isVector(layer.output) ? [1, output.channels] : output.axes
        let between = add(output, shape, name: "\(layer.name)/rescaled")
        builder.operator(
          .quantize, version: 2, inputs: [source], output: between,
          options: (TFLiteSchema.Empty.quantizeOptionsType, [:]))
        source = between
      }
      builder.operator(
        activation == .relu ? .relu : .relu6, version: 2, inputs: [source],
        output: place(layer.output))
    case .reluMinusOneToOne:
      throw inexpressible(
        layer, "an activation of -1…1 by itself", "fuse it into the layer before it")
    }
  }

  mutating func writeCurve(_ layer: LayerContents) throws {
    let input = input(layer)
    try checkUnclamped(layer)
    switch layer.operation {
    case .lookup:
      let steps = TensorQuantization(scale: input.scale, zeroPoint: input.zeroPoint)
      if layer.weights == .int8(LookupTable.logistic(of: steps)) {
        write(layer, .logistic, version: 2)
      } else if layer.weights == .int8(LookupTable.tanh(of: steps)) {
        write(layer, .tanh, version: 2)
      } else {
        throw inexpressible(
          layer, "a table that is neither the logistic function nor the hyperbolic tangent",
          "use one of these")
      }
    case .logistic:
      try check(layer, [InterpolatedCurve.scaling(.logistic, inputScale: input.scale)])
      write(layer, .logistic, version: 2)
    case .tanh:
      try check(layer, [InterpolatedCurve.scaling(.tanh, inputScale: input.scale)])
      write(layer, .tanh, version: 2)
    default:
      if input.elementType == .int16 {
        try check(layer, [SoftmaxTables.scaling(inputScale: input.scale)])
      }
      typealias Field = TFLiteSchema.Softmax
      write(
        layer, .softmax, version: 2, options: (Field.optionsType, [Field.beta: .float(1)]))
    }
  }

  /// Refuses a clamp where the format has no place for one.
  private func checkUnclamped(_ layer: LayerContents) throws {
    let ends = TFLiteActivation.none.clamp(output(layer))
    guard (layer.clampMin, layer.clampMax) == (ends.low, ends.high) else {
      throw inexpressible(
        layer, "outputs between \(layer.clampMin) and \(layer.clampMax)",
        "put the activation into a layer of its own")
    }
  }
}

extension TensorContents {
  /// Whether an integer stands for the same number in both.
  fileprivate func hasSteps(of other: TensorContents) -> Bool {
    elementType == other.elementType && scale == other.scale && zeroPoint == other.zeroPoint
  }
}
