extension Int32 {
  /// 1 / (1 + self) with both in Q31, for `self` in 0 ..< 1, by three Newton-Raphson steps in Q29.
  ///
  /// Source: gemmlowp's `one_over_one_plus_x_for_x_in_0_1`.
  var reciprocalOfOnePlusQ31: Int32 {
    // Half of 1 + x, rounded; 1 is 2³¹ - 1 here.
    let halfQ31 = Int32(narrowing: (Int64(widening: self) &+ 0x8000_0000) &>> 1)
    // 48/17 - 32/17 · half: the line nearest to 1/half over 1/2 … 1.
    var reciprocalQ29 = 1_515_870_810 +% halfQ31.multipliedAsQ31(by: -1_010_580_540)
    for _ in 0..<3 {
      let errorQ29 = 1 &<< 29 &- halfQ31.multipliedAsQ31(by: reciprocalQ29)
      // The product is in Q27.
      reciprocalQ29 +%= reciprocalQ29.multipliedAsQ31(by: errorQ29) *% 4
    }
    // 1 / half is in 1 … 2: half of it in Q31 is it in Q30.
    return Int32(saturating: Int64(widening: reciprocalQ29) *% 2)
  }
}
