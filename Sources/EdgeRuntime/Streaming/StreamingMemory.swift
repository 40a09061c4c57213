/// The memory of a detector that keeps what consecutive windows share, and where each part of it
/// lies. All sizes follow from the file alone and are the same on every processor.
///
/// The memory is that of `MemoryPlan` up to the shared part, which holds a frame's transform and
/// the kernels' scratch in turn, followed by what is kept of each network: the rows that each tensor
/// shares with the window before, the sums of squared errors of the output's rows, and every
/// tensor in a place of its own.
public struct StreamingMemory: Sendable, Equatable {
  /// Everything; what `Detector` wants to be given. Int32.max where a model needs more than that, which
  /// no detector takes.
  public let detectorBytes: Int
  /// Where what is kept starts.
  let keptOffset: Int

  init(_ model: Model) {
    var scratch = 0
    var kept: Int64 = 0
    for index in 0..<model.networkCount {
      let network = model.network(index)
      scratch = max(scratch, network.scratchBytes)
      kept +%= network.keptBytes
    }
    if case .logMel(let tables) = model.frontEnd {
      scratch = max(scratch, LogMelFrontEnd.scratchBytes(frameLength: tables.frameLength))
    }
    let whole = model.memory
    keptOffset = whole.sharedOffset + MemoryPlan.aligned(scratch)
    let bytes = min(Int64(widening: keptOffset) +% kept, Int64(widening: Int32.max))
    // Where windows cannot be streamed, they are computed whole.
    detectorBytes = max(Int(narrowing: bytes), whole.detectorBytes)
  }
}

extension Model {
  /// The memory of a detector of this model that keeps what consecutive windows share.
  public var streamingMemory: StreamingMemory { StreamingMemory(self) }
}

extension IntegerNetwork {
  /// Bytes of what is kept of every tensor, aligned: at most 2²¹ of each of 513.
  var keptBytes: Int64 {
    var bytes = Int64(widening: keptHeaderBytes)
    for index in 0..<tensorCount { bytes +%= Int64(widening: keptBytes(of: tensor(index))) }
    return bytes
  }

  /// Bytes of the records of the tensors and the sums of the output's rows, aligned.
  var keptHeaderBytes: Int {
    rowSumsOffset &+ MemoryPlan.aligned(8 &* tensor(tensorCount &- 1).height)
  }

  /// Where the sums of the output's rows start.
  var rowSumsOffset: Int {
    MemoryPlan.aligned(MemoryLayout<SharedRows>.stride &* tensorCount)
  }

  /// Bytes of a tensor, aligned; none of one that exists only as sums.
  func keptBytes(of tensor: IntegerTensor) -> Int {
    tensor.arenaOffset == nil ? 0 : MemoryPlan.aligned(tensor.byteCount)
  }
}
