/// A model file, checked and ready to run, read where it lies.
///
/// It borrows the bytes: they must outlive it, and whatever it hands out, and not change. Making
/// one reads every byte once or a few times and allocates nothing; after it succeeded nothing in
/// the file needs to be doubted.
public struct Model {
  /// The file.
  public let bytes: UnsafeRawBufferPointer
  let reader: ModelBytes
  let sections: ModelSections
  #if !hasFeature(Embedded)
    /// On the workstation: what owns the bytes, so that they live as long as the model does.
    public var owner: AnyObject?
  #endif

  /// Checks a model file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file and nothing else, at an address that is a multiple of 64.
  ///   - checkingChecksums: false leaves out CRC-32 and SHA-256, whose agreement proves nothing
  ///     against a hostile author anyway; everything else is still checked. For tests.
  /// - Throws: what is wrong and where.
  public init(
    bytes: UnsafeRawBufferPointer, checkingChecksums: Bool = true
  ) throws(ModelError) {
    guard let base = bytes.baseAddress else {
      throw ModelError(
        .damaged, "file length", offset: 0, found: 0,
        allowed: Int64(
          widening: ModelFile.prefixByteCount)...Int64(widening: ModelLimits.fileLength))
    }
    self.bytes = bytes
    reader = ModelBytes(base: base, count: bytes.count)
    sections = try ModelSections(reader, checkingChecksums: checkingChecksums)
    try reader.checkFrontEnd(sections[.frontEnd])
    try reader.checkWindowing(sections[.windowing])
    var networks = try NetworkReader(reader, sections)
    try networks.check()
    try reader.checkWindows(self, sections)
    try reader.checkHeads(self, sections[.heads])
    try reader.checkCalibration(self, sections[.calibration])
    let metadata = sections[.metadata]
    try reader.expectText("metadata (UTF-8)", at: metadata.offset, length: metadata.length)
  }

  /// Where frames come from.
  public enum FrontEnd {
    /// Log-mel of PCM.
    case logMel(FrontEndTables)
    /// Frames of `bands` values are given.
    case features(bands: Int)
    /// A bare network of so many inputs, for `NetworkRunner.infer` alone.
    case tensors(count: Int)
  }

  /// How frames become windows and windows decisions.
  public struct WindowPlan: Sendable, Equatable {
    /// Frames of a window, oldest first.
    public let framesPerWindow: Int
    /// Frames from one window's start to the next one's.
    public let framesPerStep: Int
    /// Windows that a decision aggregates.
    public let windowsPerDecision: Int
    /// What the networks are given of a window's frames.
    public let pooling: ModelFile.FramePooling

    /// Values of a window as the networks are given it, for frames of `bands` values.
    public func elements(bands: Int) -> Int {
      pooling == .none ? framesPerWindow &* bands : pooling.valuesPerBand &* bands
    }
  }

  /// Where frames come from.
  public var frontEnd: FrontEnd {
    let record = sections[.frontEnd].offset
    let kind = reader.word(record + ModelFile.FrontEnd.kind)
    return switch ModelFile.FrontEndKind(rawValue: kind) {
    case .features: .features(bands: bands)
    case .tensors: .tensors(count: bands)
    case .logMel, nil: .logMel(reader.frontEndTables(record))
    }
  }

  /// Values of a frame.
  public var bands: Int {
    reader.index(sections[.frontEnd].offset + ModelFile.FrontEnd.bandCount)
  }

  /// How frames become windows and windows decisions.
  public var windowing: WindowPlan {
    typealias Record = ModelFile.Windowing
    let record = sections[.windowing].offset
    return WindowPlan(
      framesPerWindow: reader.index(record + Record.framesPerWindow),
      framesPerStep: reader.index(record + Record.framesPerStep),
      windowsPerDecision: reader.index(record + Record.windowsPerDecision),
      pooling: ModelFile.FramePooling(rawValue: reader.word(record + Record.pooling)) ?? .none)
  }

  /// Networks; several make an ensemble whose score is the mean of theirs.
  public var networkCount: Int {
    reader.index(sections[.networks].offset + ModelFile.Networks.count)
  }

  /// Network `index`, in 0 ..< `networkCount`.
  public func network(_ index: Int) -> IntegerNetwork {
    let section = sections[.networks].offset
    let records = section + ModelFile.Networks.byteCount
    return IntegerNetwork(
      bytes: reader, record: records + index * ModelFile.Network.byteCount, section: section,
      weights: sections[.weights].offset)
  }

  /// A JSON object, UTF-8.
  public var metadata: UnsafeRawBufferPointer {
    reader.part(sections[.metadata].offset, sections[.metadata].length)
  }

  /// The 32 bytes that identify the model: SHA-256 of the whole file with the digest itself and
  /// the header's checksum taken as zero.
  public var digest: UnsafeRawBufferPointer { reader.part(ModelFile.Header.digest, 32) }
}

extension Model {
  /// Score head of network `index`; nil where the model is a bare network.
  public func head(_ index: Int) -> ScoreHead? {
    let section = sections[.heads].offset
    let at = section + index * ModelFile.Head.byteCount
    return switch reader.headKind(at) {
    case .none: nil
    case .reconstructionError:
      .reconstruction(reader.reconstructionHead(at, section, .accumulators))
    case .outputError: .reconstruction(reader.reconstructionHead(at, section, .output))
    case .nearestPrototype: .nearestPrototype(reader.prototypeHead(at, section))
    case .crossEntropy: .crossEntropy(reader.crossEntropyHead(at, section))
    case .nearestCluster: .nearestCluster(reader.clusterHead(at, section))
    }
  }

  /// Whether it has score heads, and so can be run by a `Detector`.
  public var isDetector: Bool { head(0) != nil }

  /// Machine ids that its scores tell apart; 0 where it knows none.
  public var idCount: Int { ids?.count ?? 0 }

  /// The name of an id below `idCount`, UTF-8.
  public func idName(_ id: Int) -> UnsafeBufferPointer<UInt8> {
    ids?[id] ?? UnsafeBufferPointer(start: nil, count: 0)
  }

  /// Index of the id that is called so; nil where the model knows none of that name.
  public func id(named name: UnsafeBufferPointer<UInt8>) -> Int? {
    for id in 0..<idCount {
      let known = idName(id)
      guard known.count == name.count else { continue }
      var isSame = true
      for index in 0..<name.count where known[index] != name[index] { isSame = false }
      if isSame { return id }
    }
    return nil
  }

  /// All heads that know ids know the same.
  private var ids: MachineNames? {
    for index in 0..<networkCount {
      if let ids = head(index)?.ids, ids.count > 0 { return ids }
    }
    return nil
  }

  /// Threshold and probability table.
  public var calibration: Calibration {
    reader.calibration(at: sections[.calibration].offset, self)
  }
}
