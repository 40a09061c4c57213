/// What the device program's command line may say.
enum ListenParameter: UInt8 {
  case model
  case alsa
  case list
  case channel
  case channels
  case rate
  case windows
  case retryAfter
  case failOnAnomaly
  case duration
  case version
  case help

  static let count: UInt8 = 12

  /// As it is written.
  var name: StaticString {
    switch self {
    case .model: "--model"
    case .alsa: "--alsa"
    case .list: "--list"
    case .channel: "--channel"
    case .channels: "--channels"
    case .rate: "--rate"
    case .windows: "--windows"
    case .retryAfter: "--retry-after"
    case .failOnAnomaly: "--fail-on-anomaly"
    case .duration: "--duration"
    case .version: "--version"
    case .help: "--help"
    }
  }

  /// The values that it takes, in words; nil for a switch.
  var allowed: StaticString? {
    switch self {
    case .model: "the path of a file"
    case .alsa: "the name of a device, as --list shows it"
    case .channel, .channels: "a whole number from 1 to 64"
    case .rate: "a whole number of Hz from 1 to 1000000"
    case .retryAfter: "seconds from 0.001 to 3600"
    case .duration: "seconds from 0.001 to 1000000000"
    case .list, .windows, .failOnAnomaly, .version, .help: nil
    }
  }

  /// The parameter of a word: all of it, or as much as stands before a `=`.
  init?(_ word: Word) {
    for value in 0..<Self.count {
      guard let parameter = ListenParameter(rawValue: value) else { continue }
      if word.isEqual(to: parameter.name) {
        self = parameter
        return
      }
    }
    return nil
  }

  /// The parameter that shares the most letters with a mistyped one, at least three.
  static func resembling(_ word: Word) -> ListenParameter? {
    var best: ListenParameter?
    var most = 4
    for value in 0..<Self.count {
      guard let parameter = ListenParameter(rawValue: value) else { continue }
      let shared = word.lettersShared(with: parameter.name)
      if shared > most { (best, most) = (parameter, shared) }
    }
    return best
  }
}
