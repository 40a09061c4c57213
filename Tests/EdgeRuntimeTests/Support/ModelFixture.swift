import EdgeRuntime
import Features
import SeededRandom

@testable import Quantization

/// Valid models with random numbers in them.
struct ModelFixture {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// A tiny features-only model of fully connected layers, about 2 KB: 2 frames of 4 bands.
  static func tiny(seed: UInt64 = 1) -> ModelContents {
    var fixture = ModelFixture(seed: seed)
    let network = fixture.dense([8, 6, 3, 8])
    let model = fixture.model(
      .features(bands: 4),
      WindowingContents(framesPerWindow: 2, framesPerStep: 1, windowsPerDecision: 3), network)
    return model.withBandNorms(seed: seed)
  }

  /// The dense autoencoder of the DCASE baseline on 16 kHz sound.
  static func denseAutoencoder(seed: UInt64 = 2) throws -> ModelContents {
    var fixture = ModelFixture(seed: seed)
    let network = fixture.dense([640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640])
    let tables = try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: 1024, hop: 512, bands: 128))
    return fixture.model(
      .logMel(tables),
      WindowingContents(framesPerWindow: 5, framesPerStep: 1, windowsPerDecision: 308), network)
  }

  /// The strided convolutional autoencoder on 16 kHz sound: 64 × 64.
  static func convolutionalAutoencoder(seed: UInt64 = 3) throws -> ModelContents {
    var fixture = ModelFixture(seed: seed)
    let network = fixture.convolutional(64, encoder: [32, 64, 64, 128], decoder: [64, 64, 32, 1])
    let tables = try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: 4096, hop: 2474, bands: 64))
    return fixture.model(
      .logMel(tables),
      WindowingContents(framesPerWindow: 64, framesPerStep: 32, windowsPerDecision: 1), network)
  }

  /// A small relative of it, about 20 KB, on sound of 8 kHz: 8 × 8.
  static func smallConvolutional(seed: UInt64 = 4) throws -> ModelContents {
    var fixture = ModelFixture(seed: seed)
    let network = fixture.convolutional(8, encoder: [5, 8], decoder: [6, 1])
    let tables = try LogMelTables(
      LogMelDesign(sampleRate: 8000, frameLength: 128, hop: 96, bands: 8))
    return fixture.model(
      .logMel(tables),
      WindowingContents(framesPerWindow: 8, framesPerStep: 3, windowsPerDecision: 2), network)
  }

  /// Two networks on the same frames.
  static func ensemble(seed: UInt64 = 5) -> ModelContents {
    var fixture = ModelFixture(seed: seed)
    let networks = [fixture.dense([8, 4, 8]), fixture.dense([8, 5, 5, 8])]
    var model = fixture.model(
      .features(bands: 4),
      WindowingContents(framesPerWindow: 2, framesPerStep: 5, windowsPerDecision: 2),
      networks[0])
    model.networks = networks
    model.heads = networks.map { .reconstruction(fixture.head($0)) }
    return model
  }

  /// Pooled windows of 4 bands, and prototypes of two machines and of none in three blocks.
  static func prototypes(
    seed: UInt64 = 7, pooling: ModelFile.FramePooling = .meanAndMaximum
  ) -> ModelContents {
    var fixture = ModelFixture(seed: seed)
    var network = fixture.dense([4 * pooling.valuesPerBand, 6, 12])
    network.tensors[2].arenaOffset = 16
    var model = fixture.model(
      .features(bands: 4),
      WindowingContents(
        framesPerWindow: 3, framesPerStep: 4, windowsPerDecision: 2, pooling: pooling), network)
    let places = [(0, 0), (2, 0), (1, 1), (0, Int(PrototypePlace.anyID))]
    model.heads = [
      .nearestPrototype(
        PrototypeHeadContents(
          ids: ["id_00", "ölpumpe"], dimension: 4,
          places: places.map { PrototypePlace(block: UInt16($0.0), id: UInt16($0.1)) },
          elements: (0..<16).map { _ in Int16(fixture.number(-200...200)) },
          scoreMultiplier: UInt32(1 << 30 + fixture.number(0...1 << 30 - 1)), scoreShift: 20))
    ]
    return model
  }

  /// Modulation spectra of one band, and clusters of two machines and of none in three blocks.
  static func clusters(seed: UInt64 = 10) -> ModelContents {
    var fixture = ModelFixture(seed: seed)
    var network = fixture.dense([8, 6, 12])
    network.tensors[2].arenaOffset = 16
    var model = fixture.model(
      .features(bands: 1),
      WindowingContents(
        framesPerWindow: 3, framesPerStep: 4, windowsPerDecision: 2, pooling: .modulation), network)
    let places = [(1, 0), (0, 0), (2, 1), (1, Int(PrototypePlace.anyID))]
    model.heads = [
      .nearestCluster(
        ClusterHeadContents(
          ids: ["id_00", "ölpumpe"], dimension: 4,
          places: places.map { PrototypePlace(block: UInt16($0.0), id: UInt16($0.1)) },
          // That of no machine is far from the others.
          centers: (0..<16).map { Int16(fixture.number(-200...200) + ($0 < 12 ? 0 : 300)) },
          spreads: (0..<16).map { _ in Int16(fixture.number(-100...100)) },
          octaveMultiplier: UInt32(1 << 30 + fixture.number(0...1 << 30 - 1)), octaveShift: 11))
    ]
    return model
  }

  /// Windows of 3 frames of 4 bands, of which the network predicts the one in the middle.
  static func interpolation(seed: UInt64 = 9) -> ModelContents {
    var fixture = ModelFixture(seed: seed)
    var model = fixture.model(
      .features(bands: 4),
      WindowingContents(framesPerWindow: 3, framesPerStep: 1, windowsPerDecision: 2),
      fixture.dense([12, 6, 4]))
    if case .reconstruction(var head) = model.heads[0] {
      head.firstElement = 4
      model.heads = [.reconstruction(head)]
    }
    return model
  }

  /// Windows of 2 frames of 4 bands, and a logit for each of three machines.
  static func classifier(seed: UInt64 = 8) -> ModelContents {
    var fixture = ModelFixture(seed: seed)
    var network = fixture.dense([8, 6, 3])
    network.tensors[2].arenaOffset = 16
    var model = fixture.model(
      .features(bands: 4),
      WindowingContents(framesPerWindow: 2, framesPerStep: 1, windowsPerDecision: 2), network)
    model.heads = [
      .crossEntropy(
        CrossEntropyHeadContents(
          ids: ["id_00", "id_02", "ölpumpe"],
          octaveMultiplier: UInt32(1 << 30 + fixture.number(0...1 << 30 - 1)), octaveShift: 10))
    ]
    return model
  }

  mutating func model(
    _ frontEnd: FrontEndContents, _ windowing: WindowingContents, _ network: NetworkContents
  ) -> ModelContents {
    ModelContents(
      frontEnd: frontEnd, windowing: windowing, networks: [network],
      heads: [.reconstruction(head(network))],
      calibration: CalibrationContents(
        thresholdQ24: 60 << 24, knotsQ24: [0, 10 << 24, 50 << 24, 200 << 24],
        probabilitiesQ15: [0, 16000, 30000, 32767]),
      metadata: #"{"machine":"fän","seed":\#(random.integer(below: 10))}"#)
  }

  mutating func head(_ network: NetworkContents) -> ReconstructionHeadContents {
    let channels = network.tensors[network.tensors.count - 1].channels
    return ReconstructionHeadContents(
      requantizers: (0..<channels).map { _ in requantizer(shift: -2...2) },
      meanQ13: Int32(random.integer(below: 65536)) - 65536)
  }

  /// Layers of these sizes, activations at either end of the memory in turn.
  mutating func dense(_ sizes: [Int]) -> NetworkContents {
    let shapes = sizes.map { (1, 1, $0) }
    return network(shapes) { _ in .fullyConnected }
  }

  /// Stride-2 convolutions down, transposed ones up again.
  mutating func convolutional(_ size: Int, encoder: [Int], decoder: [Int]) -> NetworkContents {
    var shapes = [(size, size, 1)]
    for filters in encoder { shapes.append((shapes.last!.0 / 2, shapes.last!.1 / 2, filters)) }
    for filters in decoder { shapes.append((shapes.last!.0 * 2, shapes.last!.1 * 2, filters)) }
    let kernel = KernelGeometry(
      height: 3, width: 3, strideHeight: 2, strideWidth: 2, padTop: 0, padLeft: 0)
    return network(shapes) { index in
      index < encoder.count ? .convolution(kernel) : .transposedConvolution(kernel)
    }
  }

  private mutating func network(
    _ shapes: [(Int, Int, Int)], _ operation: (Int) -> IntegerOperation
  ) -> NetworkContents {
    let counts = shapes.map { $0.0 * $0.1 * $0.2 }
    let memory = zip(counts.dropLast(), counts.dropLast().dropFirst()).map { $0 + $1 }.max()!
    let tensors = shapes.indices.map { index in
      let offset = index % 2 == 0 ? 0 : memory - counts[index]
      return TensorContents(
        height: shapes[index].0, width: shapes[index].1, channels: shapes[index].2, scale: 0.05,
        zeroPoint: Int32(random.integer(below: 256)) - 128,
        arenaOffset: index == shapes.count - 1 ? nil : offset)
    }
    let layers = (0..<shapes.count - 1).map { index in
      layer(index, operation(index), tensors[index], tensors[index + 1])
    }
    return NetworkContents(
      tensors: tensors, layers: layers, inputMeanQ9: -3000,
      inputRequantizer: Requantizer(multiplier: 1_500_000_000, shift: -5))
  }

  mutating func layer(
    _ index: Int, _ operation: IntegerOperation, _ input: TensorContents, _ output: TensorContents
  ) -> LayerContents {
    let perChannel =
      switch operation {
      case .convolution(let kernel), .transposedConvolution(let kernel):
        kernel.height * kernel.width * input.channels
      default: input.count
      }
    return LayerContents(
      name: "layer.\(index)", operation: operation, inputs: [index], output: index + 1,
      weights: .int8(
        (0..<perChannel * output.channels).map { _ in Int8(random.integer(below: 255) - 127) }),
      bias: (0..<output.channels).map { _ in Int64(random.integer(below: 20001)) - 10000 },
      weightScales: (0..<output.channels).map { _ in 0.001 + 0.01 * random.uniformFloat() },
      requantizers: (0..<output.channels).map { _ in requantizer(shift: -10...(-6)) },
      clampMin: -128 + Int32(random.integer(below: 20)), clampMax: 127)
  }

  mutating func requantizer(shift: ClosedRange<Int>) -> Requantizer {
    Requantizer(
      multiplier: Int32(1 << 30 + random.integer(below: 1 << 30)),
      shift: Int32(shift.lowerBound + random.integer(below: shift.count)))
  }

  /// A number of the range.
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + random.integer(below: range.count)
  }
}

extension ModelContents {
  /// The same model with random norms of its bands.
  func withBandNorms(seed: UInt64 = 1) -> ModelContents {
    var random = SeededGenerator(seed: seed, stream: "norms")
    let bands = frontEnd.bands
    var levels = windowing.pooling == .none ? bands : bands * windowing.pooling.valuesPerBand
    if networks.count == 1, case .reconstruction = heads[0] { levels = 0 }
    var model = self
    model.calibration.bands = BandNormsContents(
      normalQ26: (0..<bands).map { _ in Int64(1 << 24 + random.integer(below: 1 << 28)) },
      expectedQ13: (0..<levels).map { _ in Int32(random.integer(below: 1 << 17)) - 1 << 16 })
    return model
  }
}
