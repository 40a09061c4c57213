import Foundation
import Testing

@testable import CommandLineInterface

@Suite struct InterruptTests {
  @Test func theFirstSignalRaisesTheFlagAndTheNextOneHasItsDefaultAction() {
    Interrupt.install()
    #expect(!Interrupt.isRequested)
    // To the process and not to this thread: the threads of the test runner block signals.
    kill(getpid(), SIGTERM)
    for _ in 0..<1_000 where !Interrupt.isRequested { usleep(10_000) }
    #expect(Interrupt.isRequested)
    var action = sigaction()
    sigaction(SIGTERM, nil, &action)
    #expect(action.__sigaction_handler.sa_handler == nil)  // SIG_DFL
    signal(SIGINT, SIG_DFL)
  }
}
