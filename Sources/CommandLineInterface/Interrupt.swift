import Foundation
import Synchronization

/// Lets a long work end at a good place when the user asks it to stop.
///
/// The first SIGINT or SIGTERM raises a flag, which the work looks at; a second one ends the process
/// at once, as it would have without this.
public enum Interrupt {
  private static let flag = Atomic<Bool>(false)

  /// Whether the user asked to stop.
  public static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Catches the first signal from here on.
  public static func install() {
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      // A handler may only do what is safe at any moment: a store into a lock-free atomic is.
      action.__sigaction_handler.sa_handler = { _ in
        Interrupt.flag.store(true, ordering: .relaxed)
      }
      // The system restores the default with the first signal; reads and writes go on.
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
      sigaction(number, &action, nil)
    }
    // Whoever started the program may have left it a mask that keeps the signals from it.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
