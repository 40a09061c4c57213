/// Score heads of classifiers.
extension ModelBytes {
  /// The head of a record that was checked.
  func crossEntropyHead(_ at: Int, _ section: Int) -> CrossEntropyHead {
    typealias Record = ModelFile.Head
    return CrossEntropyHead(
      ids: MachineNames(
        count: index(at + Record.idCount),
        bytes: array(section + index(at + Record.arrays), of: UInt8.self)),
      octaveMultiplier: word(at + Record.scoreMultiplier),
      octaveShift: word(at + Record.scoreShift))
  }

  /// Checks a head against the network whose logits it judges: one a name.
  func checkCrossEntropy(
    of network: IntegerNetwork, _ at: Int, _ cursor: inout ModelCursor
  ) throws(ModelError) {
    typealias Record = ModelFile.Head
    let output = Int64(widening: network.tensor(network.tensorCount - 1).count)
    let ids = try expect(
      "ids of a score head", at: at + Record.idCount,
      in: 2...Int64(widening: ModelLimits.prototypes))
    try expect(
      "ids, one an output", Int64(widening: ids), at: at + Record.idCount, in: output...output)
    try expectZeros(at + Record.prototypeCount..<at + Record.scoreMultiplier)
    try expect(
      "multiplier of a score", at: at + Record.scoreMultiplier, in: 1 &<< 30...1 &<< 31 - 1)
    try expect("shift of a score", at: at + Record.scoreShift, in: 3...62)
    try expectZeros(at + 28..<at + Record.byteCount)
    try cursor.take(
      Int64(widening: ids * ModelFile.Name.byteCount), alignedTo: 8,
      pointedAtFrom: at + Record.arrays, "names of ids")
  }
}
