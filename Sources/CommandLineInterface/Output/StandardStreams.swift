@preconcurrency import Foundation
import Synchronization

/// Where results go. Commands write with `print`; this is the rest.
public enum StandardOutput {
  /// Writes everything that waits, and says whether all of it arrived since the start.
  public static func flush() -> Bool {
    fflush(stdout) == 0 && ferror(stdout) == 0
  }
}

/// Where everything goes that is no result: warnings, progress, the next command.
public enum StandardError {
  /// The text of the line that the next message replaces.
  private static let transient = Mutex("")

  /// Writes a message and a line end at once.
  ///
  /// Results printed before it come out first, also where both streams end in one file.
  public static func print(_ message: String) {
    _ = fflush(stdout)
    transient.withLock { shown in
      write((shown.isEmpty ? "" : Terminal.clearLine) + message + "\n")
      shown = ""
    }
  }

  /// Writes a warning: `warning: …`.
  public static func warn(_ message: String) {
    print("warning: \(message)")
  }

  /// Shows a line that the next message or transient line replaces; an empty one clears it.
  static func showTransient(_ line: String) {
    transient.withLock { shown in
      guard line != shown else { return }
      write(Terminal.clearLine + line)
      shown = line
    }
  }

  private static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes {
        Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count)
      }
      // Nobody can be told that standard error does not work.
      if written < 0, errno != EINTR { return }
      bytes = bytes.dropFirst(max(0, written))
    }
  }
}
