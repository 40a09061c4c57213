/// Why a target cannot be run.
public enum TargetError: Error, Equatable, CustomStringConvertible {
  /// No such program in the path.
  case emulatorMissing(program: String, package: String)
  /// Older than what the simulator was tried with.
  case emulatorTooOld(program: String, found: String, package: String)
  /// Neither the option, nor the environment, nor a folder above the program leads to programs.
  case noPrograms(target: String)
  /// A file that `tools/cross` makes is not there.
  case programMissing(path: String, target: String)
  /// It is there and cannot be used.
  case programUnusable(path: String, reason: String, target: String)
  /// The model does not fit the place that the program's memory map leaves for it.
  case modelTooLarge(bytes: Int, room: Int, target: String)
  /// The detector, or the bare network, needs more memory than the program keeps for it.
  case memoryTooSmall(bytes: Int, room: Int, target: String)
  /// It ended well and wrote fewer or more bytes than it should.
  case incomplete(target: String, bytes: Int, expected: Int)
  /// The emulator ended with a status other than 0.
  case failed(target: String, status: Int32, said: String)
  /// It did not end.
  case timedOut(target: String, seconds: Int, said: String)

  /// Three lines.
  public var description: String {
    switch self {
    case .emulatorMissing(let program, let package):
      """
      QEMU is not installed
        no \(program) in the folders of PATH
        install it: `apt-get install \(package)`
      """
    case .emulatorTooOld(let program, let found, let package):
      """
      QEMU is too old
        \(program) is version \(found), needed is \(QEMU.oldestVersion) or later
        install a newer one: Debian 12's package \(package) will do
      """
    case .noPrograms(let target):
      """
      there is no cross-built program to run
        no folder .build/cross above this program, and EDGEASD_CROSS is not set
        make it with `tools/cross \(target)`, or say --programs FOLDER
      """
    case .programMissing(let path, let target):
      """
      there is no cross-built program to run
        no file \(path)
        make it with `tools/cross \(target)`
      """
    case .programUnusable(let path, let reason, let target):
      """
      the cross-built program cannot be used
        \(path): \(reason)
        make it anew with `tools/cross \(target)`
      """
    case .modelTooLarge(let bytes, let room, let target):
      """
      the model does not fit the target's flash
        \(bytes) bytes, \(target) has room for 0…\(room)
        choose another target, or train a smaller network
      """
    case .memoryTooSmall(let bytes, let room, let target):
      """
      the model does not fit the target's memory
        \(bytes) bytes, the program for \(target) keeps 0…\(room)
        choose another target, or train a smaller network
      """
    case .incomplete(let target, let bytes, let expected):
      """
      the target's output is not complete
        \(bytes) bytes, expected are \(expected)
        is the disk full? else build the program again: `tools/cross \(target)`
      """
    case .failed(let target, let status, let said):
      """
      the program failed on \(target)
        status \(status): \(said)
        is it of this version? `tools/cross \(target)` makes it anew
      """
    case .timedOut(let target, let seconds, let said):
      """
      the program did not end on \(target)
        stopped after \(seconds) s: \(said)
        give fewer or shorter inputs, or build it anew with `tools/cross \(target)`
      """
    }
  }
}
