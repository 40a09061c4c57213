import Datasets
import EdgeRuntime

/// Names a set of clips by what a network saw of them.
public enum FeatureDigest {
  /// SHA-256 over the digests of clips; 64 hexadecimal digits.
  public static func sha256(ofDigests digests: [String]) -> String {
    var digest = SHA256()
    update(&digest, Array(digests.joined(separator: "\n").utf8))
    return digest.hexadecimal()
  }

  /// SHA-256 over the number of bands, and the length and frames of each clip in order; 64
  /// hexadecimal digits.
  public static func sha256(of clips: [LogMelFrames]) -> String {
    var digest = SHA256()
    for clip in clips {
      update(&digest, [Int64(clip.bands).littleEndian, Int64(clip.count).littleEndian])
      update(&digest, clip.values.map(\.littleEndian))
    }
    return digest.hexadecimal()
  }

  private static func update<Integer>(_ digest: inout SHA256, _ values: [Integer]) {
    values.withUnsafeBytes { digest.update($0) }
  }
}
