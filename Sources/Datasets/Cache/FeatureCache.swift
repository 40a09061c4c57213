import AtomicFile
import Foundation

/// Log-mel frames on the disk, one `.npy` file a clip (Int16, `frames × bands`, Q9 log2 units).
///
/// Several processes may use one folder at once: an entry appears whole or not at all, and two that
/// write the same one write the same bytes. An entry that was damaged is as if it were not there.
public struct FeatureCache: Sendable {
  /// Where entries are kept; made when the first one is stored.
  public let directory: String

  /// A cache in a folder of its own.
  public init(directory: String) { self.directory = directory }

  /// `$XDG_CACHE_HOME/edgeasd`, or `~/.cache/edgeasd` (XDG Base Directory Specification).
  public static func defaultDirectory(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    // The specification has relative paths ignored.
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/edgeasd" }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    return home + "/.cache/edgeasd"
  }

  /// Where the entry of a key is or would be.
  public func path(of key: FeatureCacheKey) -> String {
    "\(directory)/log-mel/\(key.digits.prefix(2))/\(key.digits).npy"
  }

  /// The entry of a key; nil where there is none or it was damaged.
  public func frames(for key: FeatureCacheKey) -> LogMelFrames? {
    let path = path(of: key)
    guard let bytes = try? NumpyFile.bytes(of: path), let header = try? NumpyHeader(bytes),
      let array = try? NumpyFile.decode(bytes, path: path),
      case .int16(let values) = array.elements,
      array.shape.count == 2, array.shape[1] > 0,
      header.comment == Self.seal(values, shape: array.shape, key)
    else { return nil }
    return LogMelFrames(values: values, bands: array.shape[1])
  }

  /// Keeps a clip's frames.
  public func store(_ frames: LogMelFrames, for key: FeatureCacheKey) throws(AtomicFileError) {
    let path = path(of: key)
    let folder = (path as NSString).deletingLastPathComponent
    // A failure shows when the file is created, with the path and the reason.
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let shape = [frames.count, frames.bands]
    let array = NumpyArray(shape: shape, elements: .int16(frames.values))
    let seal = Self.seal(frames.values, shape: shape, key)
    try AtomicFile.write(NumpyFile.encode(array, comment: seal), to: path)
  }

  /// Ties the values to their key; a comment in the header, where NumPy passes over it.
  private static func seal(_ values: [Int16], shape: [Int], _ key: FeatureCacheKey) -> String {
    var bytes = DigestedBytes(purpose: key.digits)
    bytes.add(shape)
    bytes.add(values)
    return "sha256 " + bytes.digits()
  }
}
