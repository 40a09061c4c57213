/// The front-end and the windowing section.
extension ModelBytes {
  /// Checks the front-end section.
  func checkFrontEnd(_ section: ModelSection) throws(ModelError) {
    typealias Record = ModelFile.FrontEnd
    var cursor = ModelCursor(self, section)
    let record = try cursor.take(
      Int64(widening: Record.byteCount), "length of the front-end section")
    try expect("front-end kind", at: record + Record.kind, in: 0...2, .unsupported)
    let kind = word(record + Record.kind)
    let isBare = kind == ModelFile.FrontEndKind.tensors.rawValue
    try expect(
      "bands", at: record + Record.bandCount,
      in: 1...Int64(widening: isBare ? ModelLimits.elements : FrontEndTables.maximumBands))
    if kind == ModelFile.FrontEndKind.logMel.rawValue {
      try checkLogMel(record, &cursor)
    } else {
      try expectZeros(record + Record.sampleRate..<record + Record.byteCount)
    }
    try cursor.finish()
  }

  private func checkLogMel(_ record: Int, _ cursor: inout ModelCursor) throws(ModelError) {
    typealias Record = ModelFile.FrontEnd
    try expect(
      "sample rate", at: record + Record.sampleRate, in: 1...Int64(widening: ModelLimits.sampleRate)
    )
    let length = try expect("frame length", at: record + Record.frameLength, in: 128...8192)
    guard RealFFT.supports(length: length) else {
      throw ModelError(
        .invalid, "frame length (a power of two)", offset: record + Record.frameLength,
        found: Int64(widening: length), allowed: 128...8192)
    }
    try expect("hop", at: record + Record.hop, in: 1...Int64(widening: ModelLimits.hop))
    try expectSigned("level of the floor", at: record + Record.floor, in: -32768...32767)
    let bands = index(record + Record.bandCount)
    let weights = try expect("mel weights", at: record + Record.weightCount, in: 1...1 &<< 22)
    _ = try cursor.take(4 * Int64(widening: length), "window table")
    _ = try cursor.take(4 * Int64(widening: RealFFT.twiddleCount(length: length)), "twiddle table")
    _ = try cursor.take(Int64(widening: bands * ModelFile.Band.byteCount), "mel band table")
    _ = try cursor.take(2 * Int64(widening: weights), "mel weight table")
    do { try frontEndTables(record).check() } catch {
      throw ModelError(frontEnd: error, record: record)
    }
  }

  /// The log-mel tables of a front-end section that starts at `record`.
  func frontEndTables(_ record: Int) -> FrontEndTables {
    typealias Record = ModelFile.FrontEnd
    let length = index(record + Record.frameLength)
    let bands = index(record + Record.bandCount)
    let window = record + Record.byteCount
    let twiddles = window + 4 * length
    let bandTable = twiddles + 4 * RealFFT.twiddleCount(length: length)
    return FrontEndTables(
      sampleRate: index(record + Record.sampleRate), frameLength: length,
      hop: index(record + Record.hop), windowQ31: array(window, of: Int32.self),
      twiddlesQ30: array(twiddles, of: Int32.self), bands: array(bandTable, of: MelBand.self),
      bandCount: bands,
      melWeights: array(bandTable + bands * ModelFile.Band.byteCount, of: UInt16.self),
      melWeightCount: index(record + Record.weightCount),
      offsetQ9: signed(record + Record.offset),
      floorQ9: Int16(truncatingIfNeeded: signed(record + Record.floor)))
  }

  /// Checks the windowing section.
  func checkWindowing(_ section: ModelSection) throws(ModelError) {
    typealias Record = ModelFile.Windowing
    var cursor = ModelCursor(self, section)
    let record = try cursor.take(
      Int64(widening: Record.byteCount), "length of the windowing section")
    let frames = 1...Int64(widening: ModelLimits.frames)
    try expect("frames of a step", at: record + Record.framesPerStep, in: frames)
    try expect(
      "windows of a decision", at: record + Record.windowsPerDecision,
      in: 1...Int64(widening: ModelLimits.windowsPerDecision))
    let pooling = try expect("pooling", at: record + Record.pooling, in: 0...4, .unsupported)
    let isModulation = pooling == Int(ModelFile.FramePooling.modulation.rawValue)
    try expect(
      "frames of a window", at: record + Record.framesPerWindow,
      in: isModulation ? 1...Int64(widening: ModulationSpectrum.mostFrames) : frames)
    // What was pooled is not kept, so that windows cannot share frames.
    if pooling != 0 {
      let window = Int64(widening: word(record + Record.framesPerWindow))
      try expect(
        "frames of a step of pooled windows", at: record + Record.framesPerStep,
        in: window...Int64(widening: ModelLimits.frames))
    }
    try cursor.finish()
  }
}

extension ModelError {
  /// A refusal of the front end's tables. `record` is where its section starts.
  init(frontEnd error: FrontEndTablesError, record: Int) {
    typealias Record = ModelFile.FrontEnd
    func at(
      _ what: StaticString, _ field: Int, _ found: Int, _ allowed: ClosedRange<Int64>
    ) -> ModelError {
      ModelError(
        .invalid, what, offset: record + field, found: Int64(widening: found), allowed: allowed)
    }
    let table = Record.byteCount
    self =
      switch error {
      case .frameLength(let length): at("frame length", Record.frameLength, length, 128...8192)
      case .hop(let hop): at("hop", Record.hop, hop, 1...Int64(widening: ModelLimits.hop))
      case .bandCount(let bands):
        at("bands", Record.bandCount, bands, 1...Int64(widening: FrontEndTables.maximumBands))
      case .offset(let offset):
        at(
          "level offset", Record.offset, offset,
          Int64(
            widening: FrontEndTables.offsets.lowerBound)...Int64(
              widening: FrontEndTables.offsets.upperBound))
      case .twiddle(let index): at("magnitude of a twiddle factor, by index", table, index, 0...0)
      case .bandBins(let index, _, _):
        at("mel band beyond the spectrum, by index", table, index, 0...0)
      case .bandWeights(let index, _, _):
        at("mel band beyond its weights, by index", table, index, 0...0)
      case .bandExponent(_, let exponent):
        at(
          "exponent of a mel band", table, exponent,
          Int64(
            widening: FrontEndTables.exponents.lowerBound)...Int64(
              widening: FrontEndTables.exponents.upperBound))
      }
  }
}
