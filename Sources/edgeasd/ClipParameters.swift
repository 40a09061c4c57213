import CommandLineInterface
import Datasets

/// Options of every command that reads many clips.
enum ClipParameters {
  static let machine = Parameter<String?>.option(
    "machine", .string, valueName: "name",
    help: "Machine type, where the folder holds several: fan, ToyCar, ...")
  static let channel = Parameter<Int?>.option(
    "channel", .integer(in: 1...1024), valueName: "n",
    help: "Channel of multichannel recordings, counted from 1.")
  static let strict = Parameter.flag(
    "strict", help: "Stop at the first clip that cannot be used, instead of listing it.")
  static let cache = Parameter<String?>.option(
    "cache", .path, valueName: "folder",
    help: "Where computed features are kept. (default: the user's cache folder)")
  static let noCache = Parameter.flag("no-cache", help: "Compute all features anew.")

  /// The channel that was chosen, for the next command on the same clips.
  static func channelWords(_ arguments: ParsedArguments) -> [String] {
    arguments[channel].map { ["--channel", "\($0)"] } ?? []
  }

  /// What to do about bad clips.
  static func policy(_ arguments: ParsedArguments) -> BadFilePolicy {
    arguments[strict] ? .stop : .list
  }

  /// The cache that was asked for.
  static func featureCache(_ arguments: ParsedArguments) -> FeatureCache? {
    guard !arguments[noCache] else { return nil }
    return FeatureCache(directory: arguments[cache] ?? FeatureCache.defaultDirectory())
  }

  /// Lists clips that were left out, each with the three lines of its error.
  static func report(_ bad: [BadFile], of count: Int) {
    guard !bad.isEmpty else { return }
    StandardError.warn("\(bad.count) of \(count) clips cannot be used and are left out")
    BadFile.list(bad).forEach { StandardError.print($0) }
  }
}
