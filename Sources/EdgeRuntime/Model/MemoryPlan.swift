/// The memory that a model needs, and where each part of it lies. All sizes follow from the file
/// alone and are the same on every processor.
///
/// The detector's memory is, in this order and each part at a multiple of 16: the log-mel of the
/// window being filled, or what was pooled of it; the samples that the front end keeps; and what front end and network use
/// in turn: a frame's transform, or activations followed by the kernels' scratch.
public struct MemoryPlan: Sendable, Equatable {
  /// Activations and scratch of the largest network.
  public let networkBytes: Int
  /// Everything; what `Detector` wants to be given.
  public let detectorBytes: Int
  /// Where the samples start.
  let historyOffset: Int
  /// Where the shared part starts.
  let sharedOffset: Int

  init(_ model: Model) {
    var network = 0
    for index in 0..<model.networkCount {
      network = max(network, model.network(index).memoryBytes)
    }
    let window = FrameWindower.byteCount(model.windowing, bands: model.bands)
    let history: Int
    let transform: Int
    switch model.frontEnd {
    case .features, .tensors: (history, transform) = (0, 0)
    case .logMel(let tables):
      history = LogMelFrontEnd.historyBytes(frameLength: tables.frameLength)
      transform = LogMelFrontEnd.scratchBytes(frameLength: tables.frameLength)
    }
    networkBytes = network
    historyOffset = Self.aligned(window)
    sharedOffset = historyOffset + Self.aligned(history)
    detectorBytes = sharedOffset + Self.aligned(max(network, transform))
  }

  static func aligned(_ bytes: Int) -> Int { (bytes + 15) & ~15 }
}

extension Model {
  /// The memory that this model needs.
  public var memory: MemoryPlan { MemoryPlan(self) }
}

extension IntegerNetwork {
  /// Bytes of kernel scratch: the neediest layer's, and for a last one that is scored by its sums
  /// also the tile in which they are handed on.
  public var scratchBytes: Int {
    var bytes = 0
    for index in 0..<layerCount {
      let layer = layer(index)
      let isOnlySums = layer.output.arenaOffset == nil
      let width = layer.hasWideAccumulators ? 8 : 4
      let tile = isOnlySums ? MemoryPlan.aligned(width * layer.largestTile) : 0
      bytes = max(bytes, tile + MemoryPlan.aligned(layer.scratchBytes))
    }
    return bytes
  }

  /// Where scratch starts, from the start of the network's memory.
  var scratchOffset: Int { MemoryPlan.aligned(activationBytes) }

  /// Activations and scratch.
  public var memoryBytes: Int { scratchOffset + scratchBytes }
}
