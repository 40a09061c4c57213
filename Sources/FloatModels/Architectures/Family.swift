/// The kinds of detector that can be trained, by the names that commands and files use.
public enum Family: String, Sendable, CaseIterable {
  /// Dense autoencoder on a few stacked frames: the DCASE 2020 Task 2 baseline, MLPerf Tiny.
  case denseAutoencoder = "dense-ae"
  /// Strided convolutional autoencoder on a log-mel image of 64 frames by 64 bands.
  case convolutionalAutoencoder = "conv-ae"
  /// Convolutional autoencoder on the same image that takes the largest of neighbouring values on its way
  /// down.
  case poolingAutoencoder = "conv-ae-pool"
  /// Interpolation network: the dense autoencoder's layers predict the middle one of five frames from
  /// the other four.
  case interpolation = "idnn"
  /// Variational autoencoder on the windows of the dense one, which keeps only as much of them as a
  /// prior on its bottleneck is worth.
  case variational = "vae"
  /// Fully connected U-Net on what is pooled over a whole clip.
  case fullyConnectedUNet = "unet-fc"
  /// Gaussian of what is pooled over a whole clip, for each machine id: no network that is trained,
  /// but a whitening one that is computed.
  case pooledGaussian = "pooled-gaussian"
  /// Nearest neighbour among what is pooled over whole normal clips, of each machine id.
  case pooledNeighbours = "pooled-knn"
  /// Clusters of the modulation spectra of whole clips, of each machine id: the connected components of
  /// the graph that links each clip to its nearest neighbour.
  case modulationGraph = "modspec-graph"
  /// Convolutional network that tells the machine ids apart; a machine that is no longer taken for
  /// itself has changed.
  case idClassifier = "id-classifier"
  /// Gaussian of what the last layers of such a network see, for each machine id.
  case idEmbedding = "id-embedding"

  /// How a family comes by its network.
  public enum Learning: Sendable {
    /// It is trained to reproduce windows, or a part of them.
    case reconstruction
    /// It follows from statistics of what is pooled over clips.
    case statistics
    /// It is trained to tell machine ids apart.
    case identification
  }

  /// How it comes by its network.
  public var learning: Learning {
    switch self {
    case .denseAutoencoder, .convolutionalAutoencoder, .poolingAutoencoder, .interpolation,
      .variational, .fullyConnectedUNet:
      .reconstruction
    case .pooledGaussian, .pooledNeighbours, .modulationGraph: .statistics
    case .idClassifier, .idEmbedding: .identification
    }
  }

  /// The front end for recordings of this rate and length, where the family has one.
  ///
  /// All but `conv-ae` and `conv-ae-pool` take librosa's usual 1024 samples each 512 at 16 kHz and 128
  /// bands. These take 4096 samples and 64 bands, and a hop of 2474 so that 64 frames end just before 10 s do; a
  /// shorter recording is covered by a smaller hop. Frames keep their duration at other rates: their
  /// lengths are doubled or halved to the nearest power of two. `modspec-graph` takes 60 gammatone filters from
  /// 125 Hz, on windows of 10 ms each 2.5 ms at whatever rate.
  ///
  /// - Parameters:
  ///   - sampleRate: Hz.
  ///   - shortestClip: samples of the shortest training clip.
  ///   - pooling: of the frames; modulation is that of gammatone filters, whatever the family.
  /// - Returns: nil where the clip is too short for a window with overlapping or adjoining frames.
  public func frontEnd(
    sampleRate: Int, shortestClip: Int, pooling: FramePooling? = nil
  ) -> FrontEndDescription? {
    if pooling == .modulation, self != .modulationGraph {
      return Family.modulationGraph.frontEnd(sampleRate: sampleRate, shortestClip: shortestClip)
    }
    let nyquist = Double(sampleRate) / 2
    switch self {
    case .denseAutoencoder, .interpolation, .variational, .fullyConnectedUNet, .pooledGaussian,
      .pooledNeighbours, .idClassifier, .idEmbedding:
      let frame = Self.frameLength(1024, sampleRate: sampleRate)
      let samples = frame + (leastFrames - 1) * frame / 2
      guard shortestClip >= samples else { return nil }
      return .logMel(
        sampleRate: sampleRate, frameLength: frame, hop: frame / 2, bands: 128, lowestHz: 0,
        highestHz: nyquist)
    case .modulationGraph:
      let window = (sampleRate + 100) / 200 * 2
      let hop = (sampleRate + 200) / 400
      let frame = Self.powerOfTwo(atLeast: window)
      guard frame <= 8192, nyquist > 250, shortestClip >= frame + (leastFrames - 1) * hop else {
        return nil
      }
      return .gammatone(
        sampleRate: sampleRate, frameLength: frame, windowLength: window, hop: hop, bands: 60,
        lowestHz: 125)
    case .convolutionalAutoencoder, .poolingAutoencoder:
      let frame = Self.frameLength(4096, sampleRate: sampleRate)
      let longestHop = 2474 * frame / 4096
      let hop = min(longestHop, (shortestClip - frame) / (leastFrames - 1))
      guard hop >= frame / 16 else { return nil }
      return .logMel(
        sampleRate: sampleRate, frameLength: frame, hop: hop, bands: 64, lowestHz: 0,
        highestHz: nyquist)
    }
  }

  /// The front end for ready-made frames of `sourceBands` bands; nil where they cannot be summed to
  /// the family's number.
  public func frontEnd(sourceBands: Int) -> FrontEndDescription? {
    switch self {
    case .denseAutoencoder, .interpolation, .variational, .fullyConnectedUNet, .pooledGaussian,
      .pooledNeighbours, .modulationGraph, .idClassifier, .idEmbedding:
      return .features(sourceBands: sourceBands, bands: sourceBands)
    case .convolutionalAutoencoder, .poolingAutoencoder:
      guard sourceBands >= 64, sourceBands.isMultiple(of: 64) else { return nil }
      return .features(sourceBands: sourceBands, bands: 64)
    }
  }

  /// Ways of pooling the frames of a window that there are, the usual one first; empty where the network
  /// is given the frames.
  public var poolings: [FramePooling] {
    switch self {
    case .pooledGaussian: [.mean, .maximum, .meanAndMaximum]
    case .pooledNeighbours: [.mean, .maximum, .meanAndMaximum, .modulation]
    case .modulationGraph: [.modulation]
    case .fullyConnectedUNet: [.meanAndMaximum]
    case .denseAutoencoder, .convolutionalAutoencoder, .poolingAutoencoder, .interpolation,
      .variational, .idClassifier, .idEmbedding:
      []
    }
  }

  /// Frames of a window; nil where it is as long as the clips are.
  public var framesPerWindow: Int? {
    switch self {
    case .denseAutoencoder, .interpolation, .variational: 5
    case .convolutionalAutoencoder, .poolingAutoencoder: 64
    case .fullyConnectedUNet, .pooledGaussian, .pooledNeighbours, .modulationGraph, .idClassifier,
      .idEmbedding:
      nil
    }
  }

  /// Frames that a clip must have at least; those that a network of ids is trained on at a time.
  public var leastFrames: Int {
    if self == .modulationGraph { return 1 }
    return framesPerWindow ?? (learning == .identification ? 64 : 2)
  }

  /// Frames from one window to the next; nil where windows adjoin.
  public var framesPerStep: Int? {
    switch self {
    case .denseAutoencoder, .interpolation, .variational: 1
    case .convolutionalAutoencoder, .poolingAutoencoder: 32
    case .fullyConnectedUNet, .pooledGaussian, .pooledNeighbours, .modulationGraph, .idClassifier,
      .idEmbedding:
      nil
    }
  }

  /// Values of a window that its network is to give, which is not shown them; nil where it is to give
  /// all of the window that it is shown.
  public func predicted(bands: Int) -> Range<Int>? {
    self == .interpolation
      ? Architectures.predictedPart(frames: leastFrames, bands: bands) : nil
  }

  /// What becomes of the output of its `autoencoder`.
  public func reconstructionScore(bands: Int) -> ScoreDescription {
    predicted(bands: bands).map { .interpolationError(first: $0.lowerBound) } ?? .meanSquaredError
  }

  /// A network that reproduces, as it is trained, with freshly drawn weights; nil for a family that
  /// learns otherwise.
  public func autoencoder(bands: Int, seed: UInt64) -> Graph? {
    switch self {
    case .denseAutoencoder:
      Architectures.denseAutoencoder(frames: leastFrames, bands: bands, seed: seed)
    case .interpolation:
      Architectures.interpolationNetwork(frames: leastFrames, bands: bands, seed: seed)
    case .variational:
      Architectures.variationalAutoencoder(frames: leastFrames, bands: bands, seed: seed)
    case .poolingAutoencoder:
      Architectures.poolingAutoencoder(frames: leastFrames, bands: bands, seed: seed)
    case .convolutionalAutoencoder:
      Architectures.convolutionalAutoencoder(frames: leastFrames, bands: bands, seed: seed)
    case .fullyConnectedUNet:
      Architectures.fullyConnectedUNet(
        values: bands * (poolings.first?.valuesPerBand ?? 1), seed: seed)
    case .pooledGaussian, .pooledNeighbours, .modulationGraph, .idClassifier, .idEmbedding: nil
    }
  }

  private static func powerOfTwo(atLeast length: Int) -> Int {
    var power = 128
    while power < length { power *= 2 }
    return power
  }

  /// The power of two whose duration is nearest to that of `length` samples at 16 kHz, 512…4096.
  private static func frameLength(_ length: Int, sampleRate: Int) -> Int {
    var frame = length
    while frame < 4096, frame * 16_000 * 3 <= length * sampleRate * 2 { frame *= 2 }
    while frame > 512, frame * 16_000 * 2 >= length * sampleRate * 3 { frame /= 2 }
    return frame
  }
}
