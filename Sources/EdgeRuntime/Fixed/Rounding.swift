extension FixedWidthInteger {
  /// `self / 2^count`, rounded to nearest, ties towards positive infinity.
  ///
  /// Range: `count` in `1 …< bitWidth`; the caller proves that `self + 2^(count-1)` fits.
  ///
  ///     (5).roundedShift(right: 1) == 3, (-5).roundedShift(right: 1) == -2
  @inline(__always)
  public func roundedShift(right count: Self) -> Self {
    (self +% (1 &<< (count &- 1))) &>> count
  }
}
