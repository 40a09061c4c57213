import CHDF5Contents
import Foundation

/// Reads an HDF5 file through a process that may be lost: see `hdf5_contents.h`.
enum HDF5Reading {
  /// Memory that the process may take, and seconds: of the processor's time, and until its end on a
  /// machine that has other things to do.
  private static let memory: Int64 = 2 << 30
  private static let processorSeconds = 10
  private static let seconds = 120
  /// More than all that it may say.
  private static let maximumCount = 1 << 30

  /// The records of `hdf5_contents.h`, perhaps broken off: `KerasContents` finds that out.
  static func records(_ path: String) throws(InterchangeError.Problem) -> [UInt8] {
    var output: Int32 = -1
    let process = hdf5_start_reading(path, memory, Int32(processorSeconds), &output)
    guard process >= 0 else {
      throw .unreadable("no process could be started: \(String(cString: strerror(-process)))")
    }
    defer { close(output) }
    let records = all(of: output)
    let ending = hdf5_finish_reading(process, records == nil ? 1 : 0)
    guard let records else { throw endless }
    switch Int(ending) {
    case HDF5_DONE: return records
    case HDF5_REFUSED: throw .damaged(format: "HDF5", found: "libhdf5 cannot read it")
    case HDF5_EXCESSIVE:
      throw .unsupportedModel(
        found: "more than \(HDF5_MAXIMUM_ARRAYS) arrays or \(HDF5_MAXIMUM_ELEMENTS) numbers",
        remedy: "a network for a small board has far fewer: export a smaller one")
    case -Int(SIGXCPU), -Int(SIGKILL): throw endless
    default:
      throw .damaged(
        format: "HDF5",
        found: "libhdf5 breaks down on it (\(ending < 0 ? "signal" : "status") \(abs(ending)))")
    }
  }

  private static var endless: InterchangeError.Problem {
    .damaged(format: "HDF5", found: "libhdf5 does not come to an end with it")
  }

  /// All that comes until the other end is closed; nil where that takes too long or is too much.
  private static func all(of descriptor: Int32) -> [UInt8]? {
    let deadline = DispatchTime.now() + .seconds(seconds)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= maximumCount {
      let now = DispatchTime.now()
      guard now < deadline else { return nil }
      let left = (deadline.uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000 + 1
      var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&source, 1, Int32(left))
      if ready < 0, errno != EINTR { return nil }
      guard ready > 0 else { continue }
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0, errno != EINTR { return nil }
      if count > 0 { bytes += buffer[..<count] }
    }
    return nil
  }
}
