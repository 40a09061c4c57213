/// Places activations in one block of memory so that no two that live at once overlap.
public struct ArenaPlan: Sendable, Equatable {
  /// Byte offset of each buffer.
  public var offsets: [Int]
  /// Bytes of the block.
  public var bytes: Int

  /// A buffer and the steps (layers) during which its content is needed, both ends included.
  public struct Buffer: Sendable, Equatable {
    /// Size, at least 1.
    public var bytes: Int
    /// Step that fills it; -1 for what is there from the start.
    public var firstStep: Int
    /// Last step that reads it.
    public var lastStep: Int

    /// A buffer of `bytes`, alive from `firstStep` through `lastStep`.
    public init(bytes: Int, firstStep: Int, lastStep: Int) {
      self.bytes = bytes
      self.firstStep = firstStep
      self.lastStep = lastStep
    }

    func isAlive(with other: Buffer) -> Bool {
      firstStep <= other.lastStep && other.firstStep <= lastStep
    }
  }

  /// The smaller of two plans: greedy by size (Pisarchyk and Lee, "Efficient Memory Management
  /// for Deep Neural Net Inference", 2020), good for graphs; and alternating ends, which is
  /// optimal for a chain of layers.
  /// - Parameter alignment: every offset is a multiple of it.
  public init(_ buffers: [Buffer], alignment: Int = 16) {
    let greedy = Self.greedyBySize(buffers, alignment: alignment)
    if let chain = Self.alternatingEnds(buffers, alignment: alignment), chain.bytes < greedy.bytes {
      self = chain
    } else {
      self = greedy
    }
  }

  private init(offsets: [Int], buffers: [Buffer]) {
    self.offsets = offsets
    self.bytes = zip(offsets, buffers).map { $0 + $1.bytes }.max() ?? 0
  }

  private static func aligned(_ value: Int, to alignment: Int) -> Int {
    (value + alignment - 1) / alignment * alignment
  }

  private static func greedyBySize(_ buffers: [Buffer], alignment: Int) -> ArenaPlan {
    let order = buffers.indices.sorted { (buffers[$1].bytes, $0) < (buffers[$0].bytes, $1) }
    var offsets = [Int](repeating: 0, count: buffers.count)
    var placed: [Int] = []
    for index in order {
      let obstacles = placed.filter { buffers[$0].isAlive(with: buffers[index]) }
        .sorted { offsets[$0] < offsets[$1] }
      var offset = 0
      for obstacle in obstacles where offsets[obstacle] < offset + buffers[index].bytes {
        offset = max(offset, aligned(offsets[obstacle] + buffers[obstacle].bytes, to: alignment))
      }
      offsets[index] = offset
      placed.append(index)
    }
    return ArenaPlan(offsets: offsets, buffers: buffers)
  }

  /// Even buffers at the bottom, odd ones at the top; nil unless each lives with its neighbours
  /// only.
  private static func alternatingEnds(_ buffers: [Buffer], alignment: Int) -> ArenaPlan? {
    for first in buffers.indices {
      for second in buffers.indices.dropFirst(first + 2)
      where buffers[first].isAlive(with: buffers[second]) {
        return nil
      }
    }
    let sizes = buffers.map { aligned($0.bytes, to: alignment) }
    let single = sizes.max() ?? 0
    let total = zip(sizes, sizes.dropFirst()).map { $0 + $1 }.max() ?? single
    let offsets = sizes.indices.map { $0.isMultiple(of: 2) ? 0 : total - sizes[$0] }
    return ArenaPlan(offsets: offsets, buffers: buffers)
  }
}

extension ArenaPlan {
  /// Room for every tensor of a network, from the layer that makes it to the last one that reads it.
  /// - Parameter bytes: of each tensor; those at the end that take no room are left out.
  public init(_ layers: [LayerContents], _ bytes: [Int]) {
    self.init(
      bytes.indices.map { tensor in
        let readers = layers.indices.filter { layers[$0].inputs.contains(tensor) }
        return Buffer(
          bytes: bytes[tensor], firstStep: tensor - 1, lastStep: readers.last ?? max(tensor - 1, 0))
      })
  }
}
