/// Operations on elements one by one.
extension IntegerLayer {
  /// Sum of two tensors, either at its own scale: both are brought to twice the larger one, with as
  /// many bits as fit.
  ///
  /// Source: TensorFlow Lite's reference kernels.
  @inline(never)
  func computeSum(
    _ first: UnsafeRawPointer, _ second: UnsafeRawPointer, into target: UnsafeMutableRawPointer
  ) {
    let bits: Int32 = output.elementType == .int8 ? 20 : 15
    for index in 0..<output.count {
      // 255 · 2²⁰ < 2²⁸ or 2¹⁵ · 2¹⁵ = 2³⁰; each is at most halved before they are added.
      let one = (input.value(at: index, of: first) -% input.zeroPoint) *% (1 &<< bits)
      let other = (input(1).value(at: index, of: second) -% input(1).zeroPoint) *% (1 &<< bits)
      let sum = requantized(one, requantizers) +% requantized(other, requantizers + 1)
      storeRescaled(sum, requantizers + 2, at: index, of: target)
    }
  }

  /// The same reals in other steps.
  @inline(never)
  func rescale(_ source: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
    for index in 0..<output.count {
      let value = input.value(at: index, of: source) -% input.zeroPoint
      storeRescaled(value, requantizers, at: index, of: target)
    }
  }

  /// Output of each int8 by a table that starts with that of -128.
  @inline(never)
  func lookUp(_ source: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
    let bytes = source.assumingMemoryBound(to: Int8.self)
    for index in 0..<output.count {
      let value: Int8 = weights.load(fromByteOffset: Int(bytes[index]) &+ 128, as: Int8.self)
      target.storeBytes(of: value, toByteOffset: index, as: Int8.self)
    }
  }

  /// Requantises, adds the zero point, clamps and stores.
  @inline(never)
  func storeRescaled(
    _ value: Int32, _ requantizer: UnsafePointer<Requantizer>, at index: Int,
    of target: UnsafeMutableRawPointer
  ) {
    let (low, high) = (clampMin &- output.zeroPoint, clampMax &- output.zeroPoint)
    let rescaled = min(max(requantized(value, requantizer), low), high)
    output.store(rescaled +% output.zeroPoint, at: index, of: target)
  }

  /// The product; once in a program, for what is not done often.
  @inline(never)
  private func requantized(_ value: Int32, _ requantizer: UnsafePointer<Requantizer>) -> Int32 {
    requantizer.pointee.requantize(value)
  }
}
