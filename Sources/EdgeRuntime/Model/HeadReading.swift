/// The score heads, the calibration and the metadata.
extension ModelBytes {
  /// Checks the score heads against the networks that they judge.
  func checkHeads(_ model: Model, _ section: ModelSection) throws(ModelError) {
    typealias Record = ModelFile.Head
    var cursor = ModelCursor(self, section)
    let count = model.networkCount
    var isBare = false
    if case .tensors = model.frontEnd { isBare = true }
    let first = try cursor.take(
      Int64(widening: count * Record.byteCount), "length of the head section")
    for index in 0..<count {
      let at = first + index * Record.byteCount
      let network = model.network(index)
      try expect("score-head kind", at: at + Record.kind, in: 1...6, .unsupported)
      guard (headKind(at) == .none) == isBare else {
        throw ModelError(
          .invalid, "score-head kind for this front end", offset: at + Record.kind,
          found: Int64(widening: word(at + Record.kind)), allowed: isBare ? 3...3 : 1...6)
      }
      try checkPlace(of: network, at)
      switch headKind(at) {
      case .nearestPrototype:
        try checkPrototypes(of: network, at, arrays: 1, shifts: 1...62, &cursor)
      case .nearestCluster:
        try checkPrototypes(of: network, at, arrays: 2, shifts: 3...62, &cursor)
      case .crossEntropy: try checkCrossEntropy(of: network, at, &cursor)
      case .reconstructionError, .outputError, .none:
        try checkReconstruction(of: network, at, &cursor)
      }
    }
    try cursor.finish()
    try checkNames(model, section)
  }

  private func checkReconstruction(
    of network: IntegerNetwork, _ at: Int, _ cursor: inout ModelCursor
  ) throws(ModelError) {
    typealias Record = ModelFile.Head
    try expectZeros(at + 24..<at + Record.byteCount)
    let limit = ModelLimits.meanQ13
    try expectSigned("mean of a score head", at: at + Record.mean, in: -limit...limit)
    let requantizers = try expectRequantizers(of: network, at)
    try cursor.take(
      Int64(widening: requantizers * ModelFile.RequantizerRecord.byteCount), alignedTo: 8,
      pointedAtFrom: at + Record.requantizers, "requantizers of a score head")
    let start = cursor.section.offset + index(at + Record.requantizers)
    for channel in 0..<requantizers {
      let requantizer = start + channel * ModelFile.RequantizerRecord.byteCount
      try checkRequantizer(of: network, at, channel, requantizer)
    }
  }

  func headKind(_ at: Int) -> ModelFile.HeadKind {
    ModelFile.HeadKind(rawValue: word(at + ModelFile.Head.kind)) ?? .none
  }

  /// The reconstruction head of a record.
  func reconstructionHead(
    _ at: Int, _ section: Int, _ input: ReconstructionHead.Input
  ) -> ReconstructionHead {
    typealias Record = ModelFile.Head
    return ReconstructionHead(
      input: input,
      requantizers: array(section + index(at + Record.requantizers), of: Requantizer.self),
      channels: index(at + Record.requantizerCount), meanQ13: signed(at + Record.mean),
      firstElement: index(at + Record.firstElement),
      accumulatorShift: signed(at + Record.accumulatorShift))
  }

  /// A head takes either the last layer's sums, which then have no place in memory, or its output.
  private func checkPlace(of network: IntegerNetwork, _ at: Int) throws(ModelError) {
    let last = network.tensorRecord(network.tensorCount - 1) + ModelFile.Tensor.arenaOffset
    let takesSums = headKind(at) == .reconstructionError
    guard takesSums == (word(last) == ModelFile.none) else {
      throw ModelError(
        .invalid,
        takesSums ? "place of a last tensor that is only sums" : "place of the last tensor",
        offset: last, found: Int64(widening: word(last)),
        allowed: takesSums
          ? Int64(widening: ModelFile.none)...Int64(widening: ModelFile.none)
          : 0...Int64(widening: ModelLimits.activationBytes))
    }
    let record = network.layerRecord(network.layerCount - 1)
    if takesSums, !network.kind(record).isLinear {
      throw ModelError(
        .invalid, "kind of a last layer that is scored by its sums", offset: record,
        found: Int64(widening: word(record)), allowed: 1...4)
    }
  }

  private func expectRequantizers(
    of network: IntegerNetwork, _ at: Int
  ) throws(ModelError) -> Int {
    typealias Record = ModelFile.Head
    let last = network.layer(network.layerCount - 1)
    var wanted = 0
    switch headKind(at) {
    case .reconstructionError: wanted = last.output.channels
    case .outputError: wanted = 1
    case .none, .nearestPrototype, .nearestCluster, .crossEntropy:
      try expectZeros(at + Record.mean..<at + Record.requantizers)
    }
    try expect("requantizers of a score head", at: at + Record.requantizerCount, equals: wanted)
    let isWide = headKind(at) == .reconstructionError && last.hasWideAccumulators
    try expect("accumulator shift", at: at + Record.accumulatorShift, in: 0...(isWide ? 31 : 0))
    return wanted
  }

  /// What a head requantizes fits an Int32, before and after the shift to the left.
  private func checkRequantizer(
    of network: IntegerNetwork, _ at: Int, _ channel: Int, _ requantizer: Int
  ) throws(ModelError) {
    guard headKind(at) == .reconstructionError else {
      let last = network.tensor(network.tensorCount - 1)
      return try expectRescaling(at: requantizer, of: last.elementType)
    }
    try expectRequantizer(at: requantizer)
    let shift = Int64(widening: signed(at + ModelFile.Head.accumulatorShift))
    let sum = network.outputBound(channel: channel)
    try expectAccumulator(
      shift == 0 ? sum : sum &>> shift + 1, isWide: false, shiftAt: requantizer + 4)
  }

  /// Checks threshold, probability table and the norms of the bands.
  func checkCalibration(_ model: Model, _ section: ModelSection) throws(ModelError) {
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
    try checkBands(model, record, &cursor)
    try cursor.finish()
  }

  private func checkBands(
    _ model: Model, _ record: Int, _ cursor: inout ModelCursor
  ) throws(ModelError) {
    let field = record + ModelFile.Calibration.bandCount
    let count = index(field)
    guard count > 0 else { return }
    try expect(
      "bands with a normal deviation", at: field, equals: model.isDetector ? model.bands : 0)
    if model.expectedLevels == 0 {
      let network = model.network(0)
      let output = network.tensor(network.tensorCount - 1).count
      try expect(
        "values of a reconstruction beyond whole frames", Int64(widening: output % count),
        at: field,
        in: 0...0)
    }
    let normals = try cursor.take(
      8 * Int64(widening: count), alignedTo: 8, "normal deviations of the bands")
    for band in 0..<count {
      let at = normals + 8 * band
      try expect(
        "normal deviation of a band", doubleWord(at), at: at, in: 1...BandNorms.mostNormalQ26)
    }
    let levels = model.expectedLevels
    let expected = try cursor.take(4 * Int64(widening: levels), "expected levels")
    let limit = ModelLimits.meanQ13
    for level in 0..<levels {
      try expectSigned("expected level", at: expected + 4 * level, in: -limit...limit)
    }
  }

  /// Checks that frames, windows and networks fit together.
  func checkWindows(_ model: Model, _ sections: ModelSections) throws(ModelError) {
    typealias Record = ModelFile.Head
    let plan = model.windowing
    let perBand = plan.pooling == .none ? plan.framesPerWindow : plan.pooling.valuesPerBand
    let elements = Int64(widening: perBand) * Int64(widening: model.bands)
    let heads = sections[.heads]
    // Its length is checked with the heads themselves.
    let room = heads.length >= model.networkCount * Record.byteCount
    for index in 0..<model.networkCount {
      let network = model.network(index)
      let input = Int64(widening: network.tensor(0).count)
      try expect(
        "elements of a window", elements, at: network.tensorRecord(0), in: input...input)
      let head = heads.offset + index * Record.byteCount
      let kind = room ? headKind(head) : .none
      guard kind == .reconstructionError || kind == .outputError else { continue }
      let output = Int64(widening: network.tensor(network.tensorCount - 1).count)
      try expect(
        "elements of a reconstruction", output, at: network.tensorRecord(network.tensorCount - 1),
        in: 1...elements)
      try expect(
        "first element that is compared", at: head + Record.firstElement, in: 0...elements - output)
    }
  }
}
