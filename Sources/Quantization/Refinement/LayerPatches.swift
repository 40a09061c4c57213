import FloatModels
import SeededRandom

/// What the weights of a linear layer meet: for some places of its output, the inputs under the
/// kernel, zero where the kernel reaches beyond them and where a transposed convolution's stride
/// leaves a gap.
///
/// A patch lies in the order of an output channel's weights; of a depthwise convolution, which
/// has weights for one channel only, all channels follow each tap.
struct LayerPatches {
  /// Values of a patch.
  let length: Int
  private let channels: Int
  /// For each place, the pixel that each tap meets; nil where there is none.
  private let pixels: [[Int?]]

  /// - Parameter places: of the output, that are looked at in each sample; spread by chance, so that
  ///   no phase of a stride is preferred, and always the same ones.
  init(_ layer: FusedLayer, places: Int) {
    guard let window = layer.operation.window else {
      (length, channels, pixels) = (layer.inputShape.count, layer.inputShape.count, [[0]])
      return
    }
    channels = layer.inputShape.channels
    length = window.taps * channels
    let output = layer.outputShape
    var all = Array(0..<output.height * output.width)
    var random = SeededGenerator(seed: 1, stream: "places of patches")
    for index in 0..<min(places, all.count) {
      all.swapAt(index, index + random.integer(below: all.count - index))
    }
    pixels = all.prefix(places).map { place in
      Self.pixels(layer, window, row: place / output.width, column: place % output.width)
    }
  }

  private static func pixels(
    _ layer: FusedLayer, _ window: KernelWindow, row: Int, column: Int
  ) -> [Int?] {
    let (input, output) = (layer.inputShape, layer.outputShape)
    var isTransposed = false
    if case .transposedConvolution = layer.operation { isTransposed = true }
    let edges =
      isTransposed
      ? window.edges(image: output, grid: input) : window.edges(image: input, grid: output)
    func met(_ place: Int, _ tap: Int, stride: Int, dilation: Int, before: Int, size: Int) -> Int? {
      var found = place * stride - before + tap * dilation
      if isTransposed {
        let distance = place + before - tap
        guard distance >= 0, distance.isMultiple(of: stride) else { return nil }
        found = distance / stride
      }
      return (0..<size).contains(found) ? found : nil
    }
    return (0..<window.taps).map { tap in
      let y = met(
        row, tap / window.width, stride: window.strideHeight, dilation: window.dilationHeight,
        before: edges.top, size: input.height)
      let x = met(
        column, tap % window.width, stride: window.strideWidth, dilation: window.dilationWidth,
        before: edges.left, size: input.width)
      guard let y, let x else { return nil }
      return y * input.width + x
    }
  }

  /// Places of a sample.
  var count: Int { pixels.count }

  /// Appends the patches of one sample of the layer's input.
  func append(_ input: ArraySlice<Float>, to patches: inout [Float]) {
    for place in pixels {
      for pixel in place {
        if let pixel {
          let first = input.startIndex + pixel * channels
          patches.append(contentsOf: input[first..<first + channels])
        } else {
          patches.append(contentsOf: repeatElement(0, count: channels))
        }
      }
    }
  }
}
