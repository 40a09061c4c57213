/// The byte layout of a calibration that was made at a site (`.easc`), for the writer and the reader
/// alike: a header, then a calibration section as in a model file. Everything is little-endian.
public enum SiteFile {
  /// `EASC`, then the bytes by which a transfer that meddles with line ends gives itself away.
  public static let magicNumber: UInt64 = 0x0A1A_0A0D_4353_4145
  /// The only version there is.
  public static let formatVersion: UInt32 = 1

  /// `UInt64`: `magicNumber`.
  public static let magic = 0
  /// `UInt32`: `formatVersion`.
  public static let version = 8
  /// `UInt32`: length of the whole file.
  public static let fileLength = 12
  /// `UInt32`: CRC-32 of the whole file with this word taken as zero.
  public static let checksum = 16
  /// 32 bytes: the digest of the model that it was made for.
  public static let digest = 32
  /// Bytes of the header; what is not named above is zero.
  public static let byteCount = 64

  /// Longest file: that of all knots there may be.
  public static let mostBytes =
    byteCount + ModelFile.Calibration.byteCount + 10 * ModelLimits.knots.upperBound
    + BandNorms.mostBytes

  /// The checksum of a file of at least `byteCount` bytes.
  public static func checksum(of file: UnsafeRawBufferPointer) -> UInt32 {
    var check = CRC32()
    check.update(.init(rebasing: file[..<checksum]))
    check.updateZeros(4)
    check.update(.init(rebasing: file[(checksum + 4)...]))
    return check.value
  }
}

extension Calibration {
  /// What a site's normal sound says of a model's scores, in place of the model's own calibration.
  ///
  /// - Parameters:
  ///   - file: the whole `.easc` file, at an address that is a multiple of 8; it must outlive the
  ///     calibration and not change.
  ///   - model: the one that it was made for.
  /// - Throws: a refusal of the kind `.calibration` for a file that is damaged, or another model's.
  public init(site file: UnsafeRawBufferPointer, of model: Model) throws(ModelError) {
    do throws(ModelError) {
      try self.init(checking: file, model)
    } catch {
      throw ModelError(
        .calibration, error.what, offset: error.offset, found: error.found, allowed: error.allowed)
    }
  }

  private init(checking file: UnsafeRawBufferPointer, _ model: Model) throws(ModelError) {
    let lengths = Int64(widening: SiteFile.byteCount)...Int64(widening: SiteFile.mostBytes)
    guard let base = file.baseAddress, lengths.contains(Int64(widening: file.count)) else {
      throw ModelError(
        .calibration, "file length", offset: 0, found: Int64(widening: file.count),
        allowed: lengths)
    }
    let bytes = ModelBytes(base: base, count: file.count)
    try bytes.expect(
      "misalignment of its address", Int64(widening: Int(bitPattern: base) & 7), at: 0, in: 0...0)
    let magic = Int64(bitPattern: SiteFile.magicNumber)
    try bytes.expect(
      "magic number", bytes.doubleWord(SiteFile.magic), at: SiteFile.magic, in: magic...magic)
    try bytes.expect(
      "format version", at: SiteFile.version, equals: Int(SiteFile.formatVersion))
    try bytes.expect("file length", at: SiteFile.fileLength, equals: file.count)
    let checksum = Int64(widening: SiteFile.checksum(of: file))
    try bytes.expect("checksum", at: SiteFile.checksum, in: checksum...checksum)
    try bytes.expectZeros(SiteFile.checksum + 4..<SiteFile.digest)
    let digest = model.digest
    for index in 0..<digest.count {
      let expected = Int64(widening: digest[index])
      try bytes.expect(
        "SHA-256 of its model", Int64(widening: file[SiteFile.digest + index]),
        at: SiteFile.digest + index, in: expected...expected)
    }
    let section = ModelSection(
      offset: SiteFile.byteCount, length: file.count - SiteFile.byteCount)
    try bytes.checkCalibration(model, section)
    self = bytes.calibration(at: section.offset, model)
  }
}

extension ModelBytes {
  /// The calibration of a section that was checked and starts at `record`.
  func calibration(at record: Int, _ model: Model) -> Calibration {
    typealias Record = ModelFile.Calibration
    let count = index(record + Record.knotCount)
    let knots = record + Record.byteCount
    return Calibration(
      thresholdQ24: doubleWord(record + Record.threshold),
      knotsQ24: UnsafeBufferPointer(start: array(knots, of: Int64.self), count: count),
      probabilitiesQ15: UnsafeBufferPointer(
        start: array(knots + 8 * count, of: Int16.self), count: count),
      bands: bandNorms(
        at: (knots + 10 * count + 7) & ~7, count: index(record + Record.bandCount), model))
  }

  private func bandNorms(at normals: Int, count: Int, _ model: Model) -> BandNorms {
    guard count > 0 else { return .none }
    return BandNorms(
      normalQ26: UnsafeBufferPointer(start: array(normals, of: Int64.self), count: count),
      expectedQ13: UnsafeBufferPointer(
        start: array(normals + 8 * count, of: Int32.self), count: model.expectedLevels))
  }
}
