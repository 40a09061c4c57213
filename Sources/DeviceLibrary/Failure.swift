import CDeviceLibrary
import EdgeRuntime

/// Why a call from C failed.
enum Failure: Error {
  /// A model or an arena that does not fit.
  case model(ModelError)
  /// An argument that cannot be used: its name, its value, and the values that can be.
  case argument(StaticString, found: Int64, allowed: ClosedRange<Int64>)

  /// Of `edgeasd_status`.
  var status: Int32 {
    switch self {
    case .model(let error): error.kind == .memory ? 1 : 4
    case .argument: 64
    }
  }

  /// Tells the caller, as far as it wants to know.
  func fill(_ error: UnsafeMutablePointer<edgeasd_error>?) {
    guard let error else { return }
    error.pointee.status = status
    switch self {
    case .model(let cause):
      error.pointee.offset = Int64(widening: cause.offset)
      error.pointee.found = cause.found
      error.pointee.lowest = cause.allowed.lowerBound
      error.pointee.highest = cause.allowed.upperBound
    case .argument(_, let found, let allowed):
      error.pointee.offset = 0
      error.pointee.found = found
      error.pointee.lowest = allowed.lowerBound
      error.pointee.highest = allowed.upperBound
    }
    guard let text = error.pointee.text, error.pointee.text_bytes > 0 else { return }
    let bytes = UnsafeMutableRawPointer(text).assumingMemoryBound(to: UInt8.self)
    var buffer = TextBuffer(bytes, capacity: Int(error.pointee.text_bytes) &- 1)
    write(to: &buffer)
    bytes[buffer.count] = 0
  }

  /// Three lines: what happened, where with value and allowed range, what to do.
  private func write(to text: inout TextBuffer) {
    switch self {
    case .model(let error):
      error.write(to: &text)
    case .argument(let name, let found, let allowed):
      text.append("an argument cannot be used\n  ")
      text.append(name)
      text.append(found: found, allowed: allowed)
      text.append("\n  edgeasd.h says what the function takes")
    }
  }
}
