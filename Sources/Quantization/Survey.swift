import FloatModels

/// The first look at the clips: distributions of the float network as it came, sample windows, and
/// clips that are held out.
struct Survey {
  /// Of the network as it came.
  private(set) var calibrator: ActivationCalibrator
  private(set) var samples: SampleWindows
  /// More windows, which tell what weights meet; nil where nobody asks.
  private(set) var patchWindows: SampleWindows?
  /// Frames of clips that nothing is found by, so that they can judge; some clips at most.
  private(set) var heldOut: [[Int16]] = []
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
    samples = try SampleWindows(model, clips: clips, valuesPerWindow: 2 * values)
    if findsPatches {
      patchWindows = try SampleWindows(
        model, clips: clips, valuesPerWindow: calibrator.fused.input.count,
        most: CompensatedRounding.windowCount(calibrator.fused), over: .clips)
    }
    self.holdsOut = holdsOut && clips >= Self.enough
    // Every fifth; of large sets fewer.
    step = max(5, (clips + Self.most - 1) / Self.most)
  }

  /// Whether the clips that judge were kept from everything else.
  var isHeldOut: Bool { holdsOut }

  mutating func observe(_ clips: [[Int16]]) throws(QuantizationError) {
    let own = clips.enumerated().filter { !isHeldOut(clip + $0.offset) }.map(\.element)
    let others = clips.enumerated().filter { isHeldOut(clip + $0.offset) }.map(\.element)
    clip += clips.count
    heldOut += others.prefix(Self.most - heldOut.count)
    try calibrator.observe(own)
    try samples.observe(own)
    try patchWindows?.observe(own)
    // With few clips the same ones have to judge.
    if !holdsOut { heldOut += own.prefix(Self.most - heldOut.count) }
  }

  private func isHeldOut(_ clip: Int) -> Bool { holdsOut && clip % step == step - 1 }

  /// The clips of a part that starts at clip `first` and are not held out.
  func own(_ clips: [[Int16]], from first: Int) -> [[Int16]] {
    clips.enumerated().filter { !isHeldOut(first + $0.offset) }.map(\.element)
  }
}
