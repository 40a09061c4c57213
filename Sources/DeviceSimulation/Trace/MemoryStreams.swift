import DeviceTrace

/// Keeps what a run writes.
final class MemorySink: TraceSink {
  private(set) var bytes: [UInt8] = []

  func mark() {}
  func write(_ more: UnsafeRawBufferPointer) { bytes += more }
}

/// Gives a run bytes that are there already.
final class MemorySource: TraceSource {
  private let bytes: [UInt8]
  private(set) var position = 0
  /// Asked before each piece, with the bytes that were given so far; false ends the input there.
  private let mayGoOn: (Int) -> Bool

  init(_ bytes: [UInt8], mayGoOn: @escaping (Int) -> Bool = { _ in true }) {
    self.bytes = bytes
    self.mayGoOn = mayGoOn
  }

  func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
    guard mayGoOn(position) else { return 0 }
    return bytes.withUnsafeBytes { bytes in
      let count = min(memory.count, bytes.count - position)
      memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
      position += count
      return count
    }
  }
}
