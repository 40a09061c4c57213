import Datasets

/// Names a set of clips by what a network saw of them.
public enum FeatureDigest {
  /// Of the digests of clips, in order; 64 hexadecimal digits of SHA-256.
  public static func sha256(ofDigests digests: [String]) -> String {
    var bytes = DigestedBytes(purpose: "clips")
    for digest in digests { bytes.add(Array(digest.utf8)) }
    return bytes.digits()
  }

  /// Of the bands and frames of each clip, in order; 64 hexadecimal digits of SHA-256.
  public static func sha256(of clips: [LogMelFrames]) -> String {
    var digest = FramesDigest()
    for clip in clips { digest.add(clip) }
    return digest.sha256
  }
}

/// `FeatureDigest.sha256(of:)` of clips that come one after the other.
public struct FramesDigest: Sendable {
  private var bytes = DigestedBytes(purpose: "log-mel frames")

  /// Of no clip yet.
  public init() {}

  /// Adds a clip.
  public mutating func add(_ clip: LogMelFrames) {
    bytes.add([Int64(clip.bands)])
    bytes.add(clip.values)
  }

  /// 64 hexadecimal digits.
  public var sha256: String { bytes.digits() }
}
