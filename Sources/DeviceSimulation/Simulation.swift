import ClipFeatures
import Datasets
import Features
import FloatModels

/// Runs clips through the four chains.
public struct Simulation: Sendable {
  private let model: FloatModel
  private let floatChain: FloatChain
  private let floatFrontEnd: FloatLogMel?
  private let target: any DeviceTarget
  private let reader: ClipReader

  /// - Parameters:
  ///   - model: the float model that the device's was made from.
  ///   - target: runs the device's model.
  ///   - channel: of multichannel recordings, counted from 1.
  /// - Throws: `GraphError`, `FeaturesError` for a float model that cannot be executed.
  public init(_ model: FloatModel, on target: any DeviceTarget, channel: Int? = nil) throws {
    self.model = model
    self.target = target
    floatChain = try FloatChain(model)
    floatFrontEnd = try model.frontEnd.design.map { try FloatLogMel($0) }
    reader = ClipReader(
      model.frontEnd, channel: channel, minimumFrames: model.windowing.framesPerWindow)
  }

  /// Whether the clips pass through a front end, float in chain A and fixed-point in the others.
  public var hasFrontEnd: Bool { floatFrontEnd != nil }

  /// Scores clips by all chains, several at a time; see `ClipReader.map`.
  public func run(
    _ clips: [Clip], policy: BadFilePolicy = .list, progress: (@Sendable (Int) -> Void)? = nil,
    shouldStop: @Sendable () -> Bool = { false }
  ) throws -> ClipResults<SimulatedClip> {
    try reader.map(clips, policy: policy, progress: progress, shouldStop: shouldStop) {
      clip, contents in
      try run(clip, contents)
    }
  }

  private func run(_ clip: Clip, _ contents: ClipReader.Contents) throws -> SimulatedClip {
    let input: ClipReader.Contents
    switch contents {
    case .sound: input = contents
    case .logMel(let frames): input = .logMel(model.frontEnd.grouped(frames))
    }
    let device = try target.run(input, of: clip)
    let b = floatChain.windowScores(
      device.frames.values.map(LogMelQ9.toDecibels), id: clip.id)
    var a = b
    if case .sound(let pcm) = contents, let floatFrontEnd {
      a = floatChain.windowScores(try floatFrontEnd.decibels(of: pcm.samples), id: clip.id)
    }
    guard let scoreA = FloatChain.clipScore(a), let scoreB = FloatChain.clipScore(b),
      let scoreC = FloatChain.clipScore(device.exactHeadScores),
      let deviceScore = device.clipScoreQ24
    else {
      throw DatasetError.tooFewFrames(
        clip.path, found: device.frames.count, minimum: model.windowing.framesPerWindow)
    }
    return SimulatedClip(
      clip: clip,
      scores: ChainScores(
        a: scoreA, b: scoreB, c: scoreC, d: Double(deviceScore) / Double(1 << 24)),
      deviceScoreQ24: deviceScore, framesDigest: FeatureDigest.sha256(of: [device.frames]),
      emulation: device.emulation)
  }
}
