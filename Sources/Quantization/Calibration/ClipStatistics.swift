/// What calibration measures on one clip.
struct ClipStatistics: Sendable {
  /// Length of the clip.
  let frames: Int
  /// Network inputs in it; 0 where it is too short.
  let windows: Int
  /// Of the input and of every layer's result.
  private(set) var tensors: [ActivationStatistics]

  init(frames: Int, windows: Int, tensors: [ActivationStatistics]) {
    self.frames = frames
    self.windows = windows
    self.tensors = tensors
  }

  /// Adds whole pixels of a tensor.
  /// - Throws: `QuantizationError.notFinite`.
  mutating func add(_ values: [Float], to tensor: Int, name: String) throws(QuantizationError) {
    let finite = values.withUnsafeBufferPointer { tensors[tensor].add($0) }
    guard finite else { throw .notFinite(what: "an activation of \(name)") }
  }
}
