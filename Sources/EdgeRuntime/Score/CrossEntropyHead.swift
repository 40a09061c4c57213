/// How unlikely a classifier of machines finds the one that is heard: `-log softmax(y / T)`, in nats.
///
/// With d the distance of a logit from the largest in octaves, `(max - y) · scale / T · log2 e`, the
/// score of machine m is `ln 2 · (d of m + log2 Σ 2^-d)`; without a machine its d is 0, that of the
/// likeliest.
public struct CrossEntropyHead {
  /// One name a logit.
  public let ids: MachineNames
  /// Octaves in Q24 that a step of the output stands for, `octaveMultiplier · 2^-octaveShift`.
  public let octaveMultiplier: UInt32
  /// See `octaveMultiplier`; 3…62.
  public let octaveShift: UInt32

  /// The score of an output, one logit a machine, in Q24.
  ///
  /// Against real arithmetic on the same integers it is off by less than 1.4·10⁻⁵ nats, and by a
  /// thousandth of itself and 2·10⁻⁷ nats where it is small.
  ///
  /// - Parameter id: index of the machine that is heard; nil, or none of the head's, takes the
  ///   likeliest.
  func scoreQ24(_ output: UnsafeRawPointer, _ tensor: IntegerTensor, id: Int?) -> Int64 {
    var largest = Int32.min
    for index in 0..<ids.count { largest = max(largest, tensor.value(at: index, of: output)) }
    // At most 2¹² terms of at most 2³⁰, one of them 2³⁰ itself.
    var sumQ30: Int64 = 0
    for index in 0..<ids.count {
      sumQ30
        +%= Exp2.ofNegativeQ24(
          octavesQ24(largest -% tensor.value(at: index, of: output)))
    }
    var octaves = Log2.q30(UInt64(bitPattern: sumQ30)).roundedShift(right: 6) -% 30 &<< 24
    if let own = ids.known(id) {
      octaves +%= octavesQ24(largest -% tensor.value(at: own, of: output))
    }
    return min(octaves.timesNaturalLogarithmOf2, WindowScore.limitQ24)
  }

  /// A difference of 0…65535 steps in octaves: below 2¹⁶ · 2³¹ before the shift, 2⁴⁴ after it.
  private func octavesQ24(_ steps: Int32) -> Int64 {
    (Int64(widening: steps) *% Int64(bitPattern: UInt64(widening: octaveMultiplier)))
      .roundedShift(right: Int64(widening: Int32(bitPattern: octaveShift)))
  }
}

extension Int64 {
  /// Times ln 2, rounded; 0 ≤ self < 2⁴⁵.
  fileprivate var timesNaturalLogarithmOf2: Int64 {
    // ln 2 in Q31; the halves are multiplied apart, so that each product fits.
    let factor: Int64 = 1_488_522_236
    let lower = (self & 0x7FFF_FFFF) *% factor
    return (self &>> 31) *% factor +% lower.roundedShift(right: 31)
  }
}
