/// The places of the activations in the network's memory.
extension IntegerNetwork {
  /// Refuses places that overlap while both tensors are needed. A tensor is needed from the layer
  /// that makes it to the last one that reads it.
  func checkArena() throws(ModelError) {
    for reader in 0..<layerCount {
      let record = layerRecord(reader)
      for number in 0..<ModelFile.Layer.inputCapacity {
        guard input(record, number) != ModelFile.none else { break }
        let read = bytes.index(record + ModelFile.Layer.inputs + 4 * number)
        // Everything made after the input and up to this layer's own output.
        for other in read + 1...reader + 1 { try checkDisjoint(read, other) }
      }
    }
  }

  private func checkDisjoint(_ first: Int, _ second: Int) throws(ModelError) {
    let (one, two) = (tensor(first), tensor(second))
    guard let start = one.arenaOffset, let other = two.arenaOffset else { return }
    if start + one.byteCount <= other || other + two.byteCount <= start { return }
    throw ModelError(
      .invalid, "place of a tensor that overlaps one still needed",
      offset: tensorRecord(second) + ModelFile.Tensor.arenaOffset, found: Int64(widening: other),
      allowed: Int64(widening: start + one.byteCount)...Int64(widening: ModelLimits.activationBytes)
    )
  }

  /// Bytes from the start of the network's memory to the end of its last activation.
  public var activationBytes: Int {
    var end = 0
    for index in 0..<tensorCount {
      let tensor = tensor(index)
      if let offset = tensor.arenaOffset { end = max(end, offset + tensor.byteCount) }
    }
    return end
  }
}
