import CommandLineInterface
import Datasets

/// Options of every command that reads many clips, of both programs.
public enum ClipParameters {
  /// Which of several machines a folder is about.
  public static let machine = Parameter<String?>.option(
    "machine", .string, valueName: "name",
    help: "Machine type, where the folder holds several: fan, ToyCar, ...")
  /// Channel of multichannel recordings, from 1.
  public static let channel = Parameter<Int?>.option(
    "channel", .integer(in: 1...1024), valueName: "n",
    help: "Channel of multichannel recordings, counted from 1.")
  /// Whether the first bad clip ends the work.
  public static let strict = Parameter.flag(
    "strict", help: "Stop at the first clip that cannot be used, instead of listing it.")
  /// Folder of computed features.
  public static let cache = Parameter<String?>.option(
    "cache", .path, valueName: "folder",
    help: "Where computed features are kept. (default: the user's cache folder)")
  /// Whether features are computed anew.
  public static let noCache = Parameter.flag("no-cache", help: "Compute all features anew.")

  /// The channel that was chosen, for the next command on the same clips.
  public static func channelWords(_ arguments: ParsedArguments) -> [String] {
    arguments[channel].map { ["--channel", "\($0)"] } ?? []
  }

  /// What to do about bad clips.
  public static func policy(_ arguments: ParsedArguments) -> BadFilePolicy {
    arguments[strict] ? .stop : .list
  }

  /// The cache that was asked for.
  public static func featureCache(_ arguments: ParsedArguments) -> FeatureCache? {
    guard !arguments[noCache] else { return nil }
    return FeatureCache(directory: arguments[cache] ?? FeatureCache.defaultDirectory())
  }

  /// Lists clips that were left out, each with the three lines of its error.
  public static func report(_ bad: [BadFile], of count: Int) {
    guard !bad.isEmpty else { return }
    StandardError.warn("\(bad.count) of \(count) clips cannot be used and are left out")
    BadFile.list(bad).forEach { StandardError.print($0) }
  }
}
