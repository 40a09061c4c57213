import FloatModels

/// The first look at the clips: distributions of the float network as it came, sample windows, and
/// clips that are held out.
struct Survey {
  /// Of the network as it came.
  private(set) var calibrator: ActivationCalibrator
  private(set) var samples: SampleWindows
  /// More windows, which tell what weights meet; nil where nobody asks.
  private(set) var patchWindows: SampleWindows?
  /// Clips that nothing is found by, so that they can judge; some clips at most.
  private(set) var heldOut: [CalibrationClip] = []
  private let holdsOut: Bool
  private let step: Int
  private var clip = 0

  /// Clips that are held out at most.
  private static let most = 256
  /// Where there are fewer, none are.
  private static let enough = 10

  /// - Parameters:
  ///   - holdsOut: whether some clips are to be kept from everything but the judgement.
  ///   - findsPatches: whether `patchWindows` are wanted.
  init(
    _ model: FloatModel, clips: Int, holdsOut: Bool, findsPatches: Bool
  ) throws(QuantizationError) {
    calibrator = try ActivationCalibrator(model)
    let values = calibrator.fused.layers.reduce(calibrator.fused.input.count) {
      $0 + $1.outputShape.count
    }
    // The frames of a pooled window are kept too, two to a value.
    let raw = model.windowing.framesPerWindow * model.frontEnd.bands / 2
    samples = try SampleWindows(model, clips: clips, valuesPerWindow: max(2 * values, raw))
    if findsPatches {
      patchWindows = try SampleWindows(
        model, clips: clips, valuesPerWindow: max(calibrator.fused.input.count, raw),
        most: CompensatedRounding.windowCount(calibrator.fused), over: .clips)
    }
    self.holdsOut = holdsOut && clips >= Self.enough
    // Every fifth; of large sets fewer.
    step = max(5, (clips + Self.most - 1) / Self.most)
  }

  /// Whether the clips that judge were kept from everything else.
  var isHeldOut: Bool { holdsOut }

  mutating func observe(_ clips: [CalibrationClip]) throws(QuantizationError) {
    let own = own(clips, from: clip)
    let others = clips.enumerated().filter { isHeldOut(clip + $0.offset) }.map(\.element)
    heldOut += others.prefix(Self.most - heldOut.count)
    // With few clips the same ones have to judge.
    if !holdsOut { heldOut += clips.prefix(Self.most - heldOut.count) }
    clip += clips.count
    try calibrator.observe(own)
    try samples.observe(own)
    try patchWindows?.observe(own)
  }

  private func isHeldOut(_ clip: Int) -> Bool { holdsOut && clip % step == step - 1 }

  /// Frames of the clips of a part that starts at clip `first` and are not held out.
  func own(_ clips: [CalibrationClip], from first: Int) -> [[Int16]] {
    clips.enumerated().filter { !isHeldOut(first + $0.offset) }.map(\.element.frames)
  }
}
