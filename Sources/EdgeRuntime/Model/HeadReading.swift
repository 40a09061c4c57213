/// The score heads, the calibration and the metadata.
extension ModelBytes {
  /// Checks the score heads against the networks that they judge.
  func checkHeads(_ model: Model, _ section: ModelSection) throws(ModelError) {
    typealias Record = ModelFile.Head
    var cursor = ModelCursor(self, section)
    let count = model.networkCount
    let first = try cursor.take(
      Int64(widening: count * Record.byteCount), "length of the head section")
    for index in 0..<count {
      let at = first + index * Record.byteCount
      let network = model.network(index)
      let channels = network.tensor(network.tensorCount - 1).channels
      try expect("score-head kind", at: at + Record.kind, in: 1...1, .unsupported)
      let limit = ModelLimits.meanQ13
      try expectSigned("mean of a score head", at: at + Record.mean, in: -limit...limit)
      try expect(
        "requantizers of a score head", at: at + Record.requantizerCount, equals: channels)
      try cursor.take(
        Int64(widening: channels * ModelFile.RequantizerRecord.byteCount), alignedTo: 8,
        pointedAtFrom: at + Record.requantizers, "requantizers of a score head")
      let start = section.offset + self.index(at + Record.requantizers)
      for channel in 0..<channels {
        let requantizer = start + channel * ModelFile.RequantizerRecord.byteCount
        try expectRequantizer(at: requantizer)
        try expectAccumulator(network.outputBound(channel: channel), shiftAt: requantizer + 4)
      }
    }
    try cursor.finish()
  }

  /// Checks threshold and probability table.
  func checkCalibration(_ section: ModelSection) throws(ModelError) {
    typealias Record = ModelFile.Calibration
    var cursor = ModelCursor(self, section)
    let record = try cursor.take(
      Int64(widening: Record.byteCount), alignedTo: 8, "length of the calibration section")
    let limit = ModelLimits.scoreQ24
    try expect(
      "threshold", doubleWord(record + Record.threshold), at: record + Record.threshold,
      in: 0...limit)
    let bounds =
      Int64(widening: ModelLimits.knots.lowerBound)...Int64(widening: ModelLimits.knots.upperBound)
    let count = try expect("knots", at: record + Record.knotCount, in: bounds)
    try expectZeros(record + 12..<record + Record.byteCount)
    let knots = try cursor.take(8 * Int64(widening: count), alignedTo: 8, "knots")
    let levels = try cursor.take(2 * Int64(widening: count), "probabilities")
    var (knot, level) = (Int64(-1), Int64(0))
    for index in 0..<count {
      let at = knots + 8 * index
      try expect("knot (ascending)", doubleWord(at), at: at, in: min(knot + 1, limit)...limit)
      knot = doubleWord(at)
      let found = Int64(widening: array(levels, of: Int16.self)[index])
      try expect("probability (ascending)", found, at: levels + 2 * index, in: level...32767)
      level = found
    }
    try cursor.finish()
  }

  /// Checks that frames, windows and networks fit together.
  func checkWindows(_ model: Model, _ sections: ModelSections) throws(ModelError) {
    let elements = Int64(widening: model.windowing.framesPerWindow) * Int64(widening: model.bands)
    for index in 0..<model.networkCount {
      let network = model.network(index)
      for tensor in stride(from: 0, to: network.tensorCount, by: network.layerCount) {
        try expect(
          "elements of a window", elements, at: network.tensorRecord(tensor),
          in: Int64(
            widening: network.tensor(tensor).count)...Int64(widening: network.tensor(tensor).count))
      }
    }
  }
}
