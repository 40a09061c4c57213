/// Memory of a fixed size at a fixed address, zero at first.
final class FloatBuffer {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: max(count, 1))
  }

  deinit { pointer.deallocate() }

  func clear() { pointer.update(repeating: 0, count: count) }

  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  func replace(with values: [Float]) {
    precondition(values.count == count)
    pointer.update(from: values, count: count)
  }
}
