import FloatModels

/// Cuts the frames of a clip into network inputs, as reals and as they are.
public struct WindowGatherer: Sendable {
  private let bands: Int
  private let windowing: Windowing
  /// `z = q9 · gain - offset`.
  private let gain: Float
  private let offset: Float

  /// - Throws: `QuantizationError.notFinite` for a mean or a deviation that is not usable.
  public init(_ model: FloatModel) throws(QuantizationError) {
    guard model.inputDeviation > 0, model.inputDeviation.isFinite, model.inputMean.isFinite else {
      throw .notFinite(
        what: "input mean \(model.inputMean) or deviation \(model.inputDeviation)")
    }
    guard model.frontEnd != .tensors else {
      throw .unsupportedGraph(node: "input", reason: "the model has no front end")
    }
    bands = model.frontEnd.bands
    windowing = model.windowing
    let valueCount = windowing.valueCount(bands: bands)
    guard valueCount == model.graph.input.count else {
      throw .inconsistentModel(
        what: "inputs of the network for a window of \(windowing.framesPerWindow) × \(bands)",
        found: model.graph.input.count, expected: valueCount)
    }
    gain = Float(NetworkLowering.decibelsPerOctave / 512 / Double(model.inputDeviation))
    offset = model.inputMean / model.inputDeviation
  }

  /// Values of a window: frames × bands.
  public var windowLength: Int { bands * windowing.framesPerWindow }

  /// Windows in a clip of `values` numbers (frames × bands).
  /// - Throws: `QuantizationError.badFrames` unless `values` is a multiple of the bands.
  public func windowCount(values: Int) throws(QuantizationError) -> Int {
    guard values.isMultiple(of: bands) else { throw .badFrames(found: values, bands: bands) }
    return windowing.windowCount(frames: values / bands)
  }

  /// Window `index` of a clip, Q9 log2 units, oldest frame first.
  public func window(_ index: Int, of frames: [Int16]) -> ArraySlice<Int16> {
    let first = index * windowing.framesPerStep * bands
    return frames[first..<first + windowLength]
  }

  /// Frames as the network sees them: `(x - mean) / deviation`.
  func standardized(_ frames: [Int16]) -> [Float] { frames.map { Float($0) * gain - offset } }

  /// Appends window `index` as the network sees it: `(x - mean) / deviation`, of x what is pooled of
  /// the frames where they are pooled.
  public func append(_ index: Int, of frames: [Int16], to batch: inout [Float]) {
    let window = window(index, of: frames)
    guard let pooling = windowing.pooling else {
      for value in window { batch.append(Float(value) * gain - offset) }
      return
    }
    let pooled = pooling.pooled(window.lazy.map(Double.init), bands: bands, unitsPerOctave: 512)
    for value in pooled {
      batch.append(Float(value) * gain - offset)
    }
  }
}
