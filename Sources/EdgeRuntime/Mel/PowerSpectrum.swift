/// Power of each bin of `RealFFT`'s spectrum: `half + 1` values into `power`, which must not
/// overlap the spectrum.
///
/// |re|, |im| ≤ 2³¹, so a power is at most 2⁶³ and fits.
func powerSpectrum(
  of spectrum: ComplexBuffer, half: Int, into power: UnsafeMutablePointer<UInt64>
) {
  for k in 0..<half {
    let (re, im) = (Int64(widening: spectrum.re[k]), Int64(widening: spectrum.im[k]))
    power[k] = UInt64(bitPattern: re *% re) +% UInt64(bitPattern: im *% im)
  }
  let (first, last) = (Int64(widening: spectrum.re[0]), Int64(widening: spectrum.im[0]))
  power[0] = UInt64(bitPattern: first *% first)
  power[half] = UInt64(bitPattern: last *% last)
}
