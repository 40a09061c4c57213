/// What calibration knows of a normal clip.
public struct CalibrationClip: Sendable, Equatable {
  /// Q9 log2 units, `frames × bands`.
  public var frames: [Int16]
  /// The machine that was recorded; nil where that is not known.
  public var id: String?

  /// A clip.
  public init(_ frames: [Int16], id: String? = nil) {
    self.frames = frames
    self.id = id
  }
}

/// Normal clips, dealt out a few at a time and as often as asked: no more of them than that needs to
/// be in memory.
public protocol CalibrationSource {
  /// How many there are, more or less: some may turn out to be unusable.
  var clipCount: Int { get }
  /// What a model's record calls `features.sha256`, of the clips once they were all dealt out; nil
  /// where nobody knows it.
  var digest: String? { get }
  /// Calls `body` with some clips after the other, in the same order every time.
  ///
  /// - Parameter purpose: what a person is told meanwhile.
  func forEachPart(_ purpose: String, _ body: ([CalibrationClip]) throws -> Void) throws
}

/// Clips that are in memory.
public struct ClipArray: CalibrationSource {
  private let clips: [CalibrationClip]

  /// What a model's record calls `features.sha256`; nil where nobody knows it.
  public let digest: String?

  /// Clips of machines.
  public init(_ clips: [CalibrationClip], digest: String? = nil) {
    self.clips = clips
    self.digest = digest
  }

  /// Frames of clips, Q9 log2 units, of whatever machine.
  public init(_ clips: [[Int16]]) { self.init(clips.map { CalibrationClip($0) }) }

  /// How many there are.
  public var clipCount: Int { clips.count }

  /// Calls `body` once.
  public func forEachPart(_ purpose: String, _ body: ([CalibrationClip]) throws -> Void) throws {
    try body(clips)
  }
}
