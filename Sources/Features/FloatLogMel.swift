/// The device's front end in floating point: what its integers approximate. Same frames, exact
/// window and bank, same floor.
public struct FloatLogMel: Sendable {
  private let spectrogram: MelSpectrogram
  private let floorPower: Double

  /// The float twin of `LogMelTables(design)`.
  public init(_ design: LogMelDesign) throws(FeaturesError) {
    spectrogram = try MelSpectrogram(design)
    floorPower = Decibels.toPower(LogMelFloor.decibels(frameLength: design.windowLength))
  }

  /// Log-mel of a clip in dB: `frames × bands`, oldest frame first. Empty where the clip is shorter
  /// than a frame.
  public func decibels(of samples: [Int16]) throws(FeaturesError) -> [Double] {
    let energies = try spectrogram.frames(of: samples.map { Double($0) / 32768 })
    return Decibels.fromPower(energies, smallest: floorPower, range: nil)
  }
}
