import FloatModels
import SeededRandom

/// The training set: standardised frames of clips, from which windows are taken as they are needed.
///
/// A window's frames are contiguous in its clip, so that a window costs no memory of its own.
public struct WindowSource: Sendable {
  /// By clip, `frames × bands`, standardised.
  public let clips: [[Float]]
  /// Bands of a frame.
  public let bands: Int
  /// How frames become windows.
  public let windowing: Windowing
  /// Windows of each clip; 0 for one that is too short.
  public let windowCounts: [Int]

  /// Place of a window.
  struct Position: Hashable {
    let clip: Int32
    let frame: Int32
  }

  /// - Parameters:
  ///   - clips: standardised frames by clip, each `frames × bands`, oldest frame first.
  ///   - bands: at least 1.
  /// - Throws: `TrainingError` where a clip is no whole number of frames, a value is not finite, or
  ///   no clip is as long as a window.
  public init(
    clips: [[Float]], bands: Int, windowing: Windowing
  ) throws(TrainingError) {
    precondition(bands > 0 && windowing.framesPerWindow > 0 && windowing.framesPerStep > 0)
    for (index, clip) in clips.enumerated() {
      guard clip.count % bands == 0 else {
        throw .frameCount(clip: index, values: clip.count, bands: bands)
      }
      guard clip.allSatisfy(\.isFinite) else { throw .frameValue(clip: index) }
    }
    self.clips = clips
    self.bands = bands
    self.windowing = windowing
    windowCounts = clips.map { windowing.windowCount(frames: $0.count / bands) }
    guard windowCount > 0 else {
      throw .noWindows(clips: clips.count, framesPerWindow: windowing.framesPerWindow)
    }
  }

  /// Windows of all clips.
  public var windowCount: Int { windowCounts.reduce(0, +) }

  /// Values in a window.
  public var windowSize: Int { windowing.framesPerWindow * bands }

  /// The windows of some clips, clip after clip.
  func positions(of clips: [Int]) -> [Position] {
    clips.flatMap { clip in
      (0..<windowCounts[clip]).map {
        Position(clip: Int32(clip), frame: Int32($0 * windowing.framesPerStep))
      }
    }
  }

  /// `count` windows of each of some clips, from wherever in them.
  func drawn(
    _ count: Int, of clips: [Int], using generator: inout SeededGenerator
  ) -> [Position] {
    clips.flatMap { clip in
      let places = self.clips[clip].count / bands - windowing.framesPerWindow + 1
      return (0..<count).map { _ in
        Position(clip: Int32(clip), frame: Int32(generator.integer(below: places)))
      }
    }
  }

  /// Copies windows, one after the other, to `target`.
  func gather(_ positions: ArraySlice<Position>, into target: UnsafeMutablePointer<Float>) {
    var next = target
    for position in positions {
      clips[Int(position.clip)].withUnsafeBufferPointer { frames in
        guard let start = frames.baseAddress else { return }
        next.update(from: start + Int(position.frame) * bands, count: windowSize)
      }
      next += windowSize
    }
  }
}
