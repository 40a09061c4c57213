/// Normal clips, dealt out a few at a time and as often as asked: no more of them than that needs to
/// be in memory.
public protocol CalibrationSource {
  /// How many there are, more or less: some may turn out to be unusable.
  var clipCount: Int { get }
  /// Calls `body` with the frames of some clips after the other, Q9 log2 units, `frames × bands`; in
  /// the same order every time.
  ///
  /// - Parameter purpose: what a person is told meanwhile.
  func forEachPart(_ purpose: String, _ body: ([[Int16]]) throws -> Void) throws
}

/// Clips that are in memory.
public struct ClipArray: CalibrationSource {
  private let clips: [[Int16]]

  /// Frames of clips.
  public init(_ clips: [[Int16]]) { self.clips = clips }

  /// How many there are.
  public var clipCount: Int { clips.count }

  /// Calls `body` once.
  public func forEachPart(_ purpose: String, _ body: ([[Int16]]) throws -> Void) throws {
    try body(clips)
  }
}
