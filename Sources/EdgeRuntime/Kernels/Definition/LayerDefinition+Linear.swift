/// Layers with weights.
extension LayerDefinition {
  /// Accumulator of an output, bias included.
  static func sum(_ place: Place, of layer: IntegerLayer, _ input: UnsafeRawPointer) -> Int64 {
    let products =
      switch layer.operation {
      case .convolution(let kernel): convolution(place, layer, kernel, input)
      case .transposedConvolution(let kernel):
        transposedConvolution(place, layer, kernel, input)
      case .depthwiseConvolution(let kernel): depthwiseConvolution(place, layer, kernel, input)
      default: fullyConnected(place, layer, input)
      }
    return products +% layer.bias(place.channel)
  }

  /// Σᵢ weight(channel, i) · (input(i) - zero point).
  private static func fullyConnected(
    _ place: Place, _ layer: IntegerLayer, _ input: UnsafeRawPointer
  ) -> Int64 {
    var sum: Int64 = 0
    for index in 0..<layer.input.count {
      sum +%= product(Place(index, in: layer.input), weight: index, place, layer, input)
    }
    return sum
  }

  /// Σ over the kernel of weight · (input at `output · stride - pad + kernel · dilation` - zero
  /// point); what lies outside the input counts as zero.
  private static func convolution(
    _ place: Place, _ layer: IntegerLayer, _ kernel: KernelGeometry, _ input: UnsafeRawPointer
  ) -> Int64 {
    var sum: Int64 = 0
    forEachElement(of: kernel, place) { element, row, column in
      for channel in 0..<layer.input.channels {
        sum
          +%= product(
            Place(row, column, channel), weight: element * layer.input.channels + channel, place,
            layer, input)
      }
    }
    return sum
  }

  /// The same with the one input channel from which the output's was multiplied.
  private static func depthwiseConvolution(
    _ place: Place, _ layer: IntegerLayer, _ kernel: KernelGeometry, _ input: UnsafeRawPointer
  ) -> Int64 {
    let channel = place.channel / (layer.output.channels / layer.input.channels)
    var sum: Int64 = 0
    forEachElement(of: kernel, place) { element, row, column in
      sum +%= product(Place(row, column, channel), weight: element, place, layer, input)
    }
    return sum
  }

  /// Σ over the kernel elements for which `output + pad - kernel` is a multiple of the stride, of
  /// weight · (input at that multiple - zero point).
  private static func transposedConvolution(
    _ place: Place, _ layer: IntegerLayer, _ kernel: KernelGeometry, _ input: UnsafeRawPointer
  ) -> Int64 {
    var sum: Int64 = 0
    for element in 0..<kernel.height * kernel.width {
      let fromTop = place.row + kernel.padTop - element / kernel.width
      let fromLeft = place.column + kernel.padLeft - element % kernel.width
      guard fromTop % kernel.strideHeight == 0, fromLeft % kernel.strideWidth == 0 else { continue }
      for channel in 0..<layer.input.channels {
        sum
          +%= product(
            Place(fromTop / kernel.strideHeight, fromLeft / kernel.strideWidth, channel),
            weight: element * layer.input.channels + channel, place, layer, input)
      }
    }
    return sum
  }

  /// Calls `body` with each kernel element and the row and column that it meets, inside the input or
  /// not.
  private static func forEachElement(
    of kernel: KernelGeometry, _ place: Place, _ body: (_ element: Int, Int, Int) -> Void
  ) {
    for row in 0..<kernel.height {
      for column in 0..<kernel.width {
        body(
          row * kernel.width + column,
          place.row * kernel.strideHeight - kernel.padTop + row * kernel.dilationHeight,
          place.column * kernel.strideWidth - kernel.padLeft + column * kernel.dilationWidth)
      }
    }
  }

  /// A weight of the output's channel times the input at a place; 0 outside.
  private static func product(
    _ source: Place, weight: Int, _ place: Place, _ layer: IntegerLayer, _ input: UnsafeRawPointer
  ) -> Int64 {
    guard let value = element(source, of: layer.input, input) else { return 0 }
    let weight = layer.weight(channel: place.channel, weight)
    return Int64(widening: value - layer.input.zeroPoint) * Int64(widening: weight)
  }
}
