import EdgeRuntime

@testable import Quantization

/// Small convolutional networks of random kinds and shapes on windows of a few frames, scored by how
/// well they reproduce them.
struct RandomStream {
  var random: RandomLayer
  var tensors: [TensorContents] = []
  var layers: [LayerContents] = []
  private var frames = 0
  private var bands = 0

  init(seed: UInt64) { random = RandomLayer(seed: seed) }

  /// A model whose windows are a step of random length apart; of two, one is a multiple of the
  /// network's stride.
  mutating func model() -> ModelContents {
    frames = random.integer(12...40)
    bands = random.integer(1...5)
    tensors = [tensor(frames, bands, 1, random.one(of: [.int8, .int8, .int16]))]
    layers = []
    let strides = (0..<random.integer(0...3)).map { _ in random.one(of: [1, 2, 2, 3]) }
    for stride in strides {
      down(stride)
      aside()
    }
    // Where the network does not grow as it shrank, its output does not move with the frames.
    for stride in strides.reversed() where random.integer(0...7) > 0 {
      up(stride)
      aside()
    }
    let isOutput = random.integer(0...3) == 0
    same(channels: 1, width: bands, height: frames)
    let stride = strides.reduce(1, *)
    let step =
      random.integer(0...1) == 0
      ? random.integer(1...frames - 1) : stride * random.integer(1...max((frames - 1) / stride, 1))
    return model(step: step, isOutput: isOutput)
  }

  private mutating func model(step: Int, isOutput: Bool) -> ModelContents {
    let plan = ArenaPlan(layers, tensors.dropLast().map(\.byteCount) + [current.byteCount])
    for index in tensors.indices { tensors[index].arenaOffset = plan.offsets[index] }
    if !isOutput { tensors[tensors.count - 1].arenaOffset = nil }
    return ModelContents(
      frontEnd: .features(bands: bands),
      windowing: WindowingContents(
        framesPerWindow: frames, framesPerStep: step, windowsPerDecision: 2),
      networks: [
        NetworkContents(
          tensors: tensors, layers: layers, inputMeanQ9: -3000,
          inputRequantizer: Requantizer(multiplier: 1_500_000_000, shift: -5))
      ],
      heads: [.reconstruction(head(isOutput))],
      calibration: CalibrationContents(
        thresholdQ24: 60 << 24, knotsQ24: [0, 10 << 24], probabilitiesQ15: [0, 32767]),
      metadata: "{}")
  }

  private mutating func head(_ isOutput: Bool) -> ReconstructionHeadContents {
    let last = layers[layers.count - 1]
    let first = random.integer(0...frames * bands - current.count)
    guard !isOutput else {
      let shift = current.elementType == .int8 ? 7 : -1
      return ReconstructionHeadContents(
        input: .output, requantizers: [requantizer(shift)], meanQ13: -50_000, firstElement: first)
    }
    let bits = bits(of: last)
    return ReconstructionHeadContents(
      requantizers: (0..<current.channels).map { _ in requantizer(min(17 - min(bits, 30), 0)) },
      meanQ13: -50_000, firstElement: first,
      accumulatorShift: last.hasWideAccumulators ? max(bits - 30, 0) : 0)
  }

  /// The tensor made last.
  var current: TensorContents { tensors[tensors.count - 1] }

  mutating func tensor(
    _ height: Int, _ width: Int, _ channels: Int, _ type: ModelFile.ElementType
  ) -> TensorContents {
    TensorContents(
      height: height, width: width, channels: channels, elementType: type, scale: 0.05,
      zeroPoint: type == .int8 ? Int32(random.integer(-128...127)) : 0)
  }

  mutating func requantizer(_ shift: Int) -> Requantizer {
    Requantizer(multiplier: Int32(random.integer(1 << 30...1 << 31 - 1)), shift: Int32(shift))
  }

  /// One of the kinds that have fewer rows than they see.
  private mutating func down(_ stride: Int) {
    switch random.integer(0...4) {
    case 0: pool(stride)
    case 1: depthwise(stride)
    default: same(channels: random.integer(1...6), stride: stride)
    }
  }

  /// More rows than it sees.
  private mutating func up(_ stride: Int) {
    let input = current
    var kernel = kernel(stride, isDilated: false)
    var rows = (input.height - 1) * stride + max(kernel.height, stride) - kernel.padTop
    if rows < 1 {
      kernel = self.kernel(stride, isDilated: false, pad: 0)
      rows = (input.height - 1) * stride + max(kernel.height, stride)
    }
    let columns = input.width - 1 + kernel.width - kernel.padLeft
    rows = min(rows, frames)
    linear(
      .transposedConvolution(kernel), tensors.count - 1,
      tensor(
        random.integer(max(rows - 2, 1)...rows), min(max(columns, 1), input.width),
        random.integer(1...6), type(after: input)))
  }

  /// A convolution that keeps the width where it is not told another.
  private mutating func same(
    channels: Int, stride: Int = 1, width: Int? = nil, height: Int = .max
  ) {
    let kernel = kernel(stride, isDilated: true)
    let size = size(kernel, stride, width, height)
    linear(
      .convolution(kernel), tensors.count - 1,
      tensor(size.height, size.width, channels, type(after: current)))
  }

  private mutating func depthwise(_ stride: Int) {
    let kernel = kernel(stride, isDilated: true)
    let size = size(kernel, stride)
    linear(
      .depthwiseConvolution(kernel), tensors.count - 1,
      tensor(
        size.height, size.width, current.channels * random.integer(1...2), type(after: current)))
  }

  private mutating func pool(_ stride: Int) {
    let kernel = kernel(stride, isDilated: false)
    let size = size(kernel, stride)
    plain(
      random.integer(0...1) == 0 ? .averagePool(kernel) : .maximumPool(kernel),
      [tensors.count - 1],
      tensor(size.height, size.width, current.channels, current.elementType))
  }

  mutating func kernel(
    _ stride: Int, isDilated: Bool, pad: Int? = nil
  ) -> KernelGeometry {
    let (height, width) = (random.integer(1...5), random.integer(1...3))
    let dilation = isDilated ? random.one(of: [1, 1, 2]) : 1
    return KernelGeometry(
      height: height, width: width, strideHeight: stride, strideWidth: 1,
      dilationHeight: dilation, dilationWidth: 1,
      padTop: pad ?? random.integer(0...(height - 1) * dilation),
      padLeft: pad ?? random.integer(0...width - 1))
  }

  /// As large as the reader accepts or a little smaller.
  private mutating func size(
    _ kernel: KernelGeometry, _ stride: Int, _ width: Int? = nil, _ height: Int = .max
  ) -> (height: Int, width: Int) {
    let rows = min((current.height - 1 + kernel.padTop) / stride + 1, height)
    return (
      random.integer(max(rows - 2, 1)...rows),
      min(current.width + kernel.padLeft, width ?? current.width)
    )
  }

  private mutating func type(after input: TensorContents) -> ModelFile.ElementType {
    random.integer(0...4) == 0 ? random.one(of: [.int8, .int16]) : input.elementType
  }
}
