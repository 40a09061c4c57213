import Foundation

/// What is at the other end of the standard streams.
public enum Terminal {
  /// One of the two streams that a program writes.
  public enum Stream: Int32, Sendable {
    /// Standard output.
    case output = 1
    /// Standard error.
    case error = 2
  }

  /// Whether a person watches the stream.
  public static func isInteractive(_ stream: Stream) -> Bool {
    isatty(stream.rawValue) == 1
  }

  /// Whether the stream takes control sequences: a terminal that is not `dumb`.
  public static func takesControl(_ stream: Stream) -> Bool {
    takesControl(isInteractive: isInteractive(stream), environment: environment)
  }

  /// Whether the stream takes colour: control sequences, and `NO_COLOR` unset or empty
  /// (no-color.org).
  public static func takesColor(_ stream: Stream) -> Bool {
    takesColor(isInteractive: isInteractive(stream), environment: environment)
  }

  /// Columns of the terminal behind standard error, 80 where that is none.
  public static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  static let clearLine = "\r\u{1B}[K"

  static func takesControl(isInteractive: Bool, environment: [String: String]) -> Bool {
    isInteractive && environment["TERM"] != "dumb"
  }

  static func takesColor(isInteractive: Bool, environment: [String: String]) -> Bool {
    takesControl(isInteractive: isInteractive, environment: environment)
      && environment["NO_COLOR", default: ""].isEmpty
  }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
