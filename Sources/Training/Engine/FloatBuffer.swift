import Foundation

/// Memory of a fixed size at a fixed address, zero at first. What is never written to takes none of
/// the machine's.
final class FloatBuffer {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    guard let memory = calloc(max(count, 1), MemoryLayout<Float>.stride) else {
      fatalError("no memory for \(count) numbers")
    }
    pointer = memory.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit { free(pointer) }

  func clear() { pointer.update(repeating: 0, count: count) }

  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  func replace(with values: [Float]) {
    precondition(values.count == count)
    pointer.update(from: values, count: count)
  }
}
