import EdgeRuntime

extension ModelImage {
  /// Calls `body` with a detector at the start of a stream, in memory of its own that is as large
  /// as the model asks for.
  ///
  /// Checksums are not verified: that is done once, where a file is opened.
  /// - Throws: `ModelError` for bytes that are no model.
  public func withDetector<Observer: LayerObserver, Result>(
    observer: Observer, calibration: SiteCalibration? = nil,
    _ body: (inout Detector<Observer>) -> Result
  ) throws(ModelError) -> Result {
    let model = try model(checkingChecksums: false)
    let site = try calibration.map { site throws(ModelError) in
      try Calibration(site: site.bytes, of: model)
    }
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: model.arenaBytes(namingBands: Observer.namesBands), alignment: ModelFile.alignment)
    defer { arena.deallocate() }
    var detector = try Detector(
      model: model, arena: arena, observer: observer, calibration: site)
    return withExtendedLifetime(calibration) { body(&detector) }
  }
}

extension Detector {
  /// Takes frames of log-mel, `frames × bands` in Q9 log2 units, oldest first.
  public mutating func processFrames(_ levelsQ9: [Int16], _ emit: (DetectorEvent) -> Void) {
    let bands = model.bands
    for first in stride(from: 0, to: levelsQ9.count, by: bands) {
      processFrame(levelsQ9.span.extracting(first..<first + bands), emit)
    }
  }
}
