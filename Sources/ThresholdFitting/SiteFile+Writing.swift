import EdgeRuntime

extension SiteFile {
  /// Bytes of the file of a calibration.
  public static func count(of calibration: Calibration) -> Int {
    byteCount + ModelFile.Calibration.count(of: calibration)
  }

  /// Writes the file of a calibration for a model.
  ///
  /// - Parameter file: exactly `count(of:)` bytes, at any address.
  public static func write(
    _ calibration: Calibration, for model: Model, to file: UnsafeMutableRawBufferPointer
  ) {
    precondition(file.count == count(of: calibration))
    for offset in 0..<byteCount { file[offset] = 0 }
    file.store(magicNumber, at: magic)
    file.store(formatVersion, at: version)
    file.store(UInt32(truncatingIfNeeded: file.count), at: fileLength)
    let digest = model.digest
    for index in 0..<digest.count { file[Self.digest + index] = digest[index] }
    ModelFile.Calibration.write(
      calibration, to: UnsafeMutableRawBufferPointer(rebasing: file[byteCount...]))
    file.store(checksum(of: UnsafeRawBufferPointer(file)), at: checksum)
  }
}

extension ModelFile.Calibration {
  /// Bytes of the calibration section.
  public static func count(of calibration: Calibration) -> Int {
    let bands = calibration.bands
    let table = tableEnd(of: calibration)
    return bands.normalQ26.count == 0
      ? table
      : aligned(table) + 8 * bands.normalQ26.count + 4 * bands.expectedQ13.count
  }

  private static func tableEnd(of calibration: Calibration) -> Int {
    byteCount + 8 * calibration.knotsQ24.count + 2 * calibration.probabilitiesQ15.count
  }

  private static func aligned(_ offset: Int) -> Int { (offset + 7) & ~7 }

  /// Writes the calibration section, of model files and of sites' alike.
  ///
  /// - Parameter section: exactly `count(of:)` bytes, at any address.
  public static func write(
    _ calibration: Calibration, to section: UnsafeMutableRawBufferPointer
  ) {
    precondition(section.count == count(of: calibration))
    section.store(calibration.thresholdQ24, at: threshold)
    section.store(UInt32(truncatingIfNeeded: calibration.knotsQ24.count), at: knotCount)
    section.store(UInt32(truncatingIfNeeded: calibration.bands.normalQ26.count), at: bandCount)
    var place = byteCount
    for knot in calibration.knotsQ24 {
      section.store(knot, at: place)
      place += 8
    }
    for probability in calibration.probabilitiesQ15 {
      section.store(probability, at: place)
      place += 2
    }
    write(calibration.bands, to: section, after: place)
  }

  private static func write(
    _ bands: BandNorms, to section: UnsafeMutableRawBufferPointer, after end: Int
  ) {
    guard bands.normalQ26.count > 0 else { return }
    var place = aligned(end)
    for padding in end..<place { section[padding] = 0 }
    for normal in bands.normalQ26 {
      section.store(normal, at: place)
      place += 8
    }
    for level in bands.expectedQ13 {
      section.store(level, at: place)
      place += 4
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Stores an integer, least significant byte first.
  fileprivate func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
    storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
  }
}
