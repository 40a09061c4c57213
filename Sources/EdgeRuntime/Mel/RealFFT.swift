/// Fourier transform of a real signal of 2^p samples on 32-bit integers, with the caller's memory.
///
/// It computes `X[k] = 2/N · Σ x[n] · e^(-2πikn/N)`: the even samples are the real and the odd ones
/// the imaginary parts of N/2 complex numbers, whose transform (Stockham's, radix 4 with one
/// radix-2 stage where p is even) is then split into the real signal's spectrum. Each radix-4
/// stage divides by four, and no stage can overflow:
///
/// samples in ±2³⁰ → complex input of magnitude ≤ 2³⁰·√2; a stage is a mean of four (two) such
/// numbers turned by factors of magnitude one, so the magnitude never grows except by
/// rounding (≤ 3 a stage), and every component stays far below 2³¹.
///
/// Factors (Q30) of a transform of M = N/2 complex numbers, W_n = e^(-2πi/n), in this order:
/// for m = 1, 2, 3 the real then the imaginary parts of W_M^(m·l), l = 0 ..< M/4; then the real and
/// the imaginary parts of W_N^k, k = 1 ... M/2.
public struct RealFFT {
  /// N.
  let length: Int
  let twiddlesQ30: UnsafePointer<Int32>

  init(length: Int, twiddlesQ30: UnsafePointer<Int32>) {
    self.length = length
    self.twiddlesQ30 = twiddlesQ30
  }

  /// M.
  var half: Int { length / 2 }

  /// Transforms the `half` complex numbers in `input` (components in ±2³⁰), destroying both buffers, and
  /// returns the one with the spectrum: bins 1 ..< half; bin 0 in `re[0]`, bin `half` (both are
  /// real) in `im[0]`.
  func transform(_ input: ComplexBuffer, scratch: ComplexBuffer) -> ComplexBuffer {
    var (from, to) = (input, scratch)
    var groups: Int  // sub-transforms still to be merged
    if half.trailingZeroBitCount & 1 == 1 {
      firstRadix2Stage(from, to)
      groups = half / 2
    } else {
      firstRadix4Stage(from, to)
      groups = half / 4
    }
    (from, to) = (to, from)
    while groups > 4 {
      radix4Stage(from, to, groups: groups / 4)
      groups /= 4
      (from, to) = (to, from)
    }
    lastRadix4Stage(from, to)
    split(to)
    return to
  }
}

extension RealFFT {
  /// True for powers of two from 128 to 8192.
  public static func supports(length: Int) -> Bool {
    length >= 128 && length <= 8192 && length & (length - 1) == 0
  }

  /// Int32 values in the table of factors.
  public static func twiddleCount(length: Int) -> Int { length / 2 * 5 / 2 }

  /// Complex factors in the table.
  var factorCount: Int { half / 4 * 3 + half / 2 }

  /// Factor `index`, in the table's order.
  func factorQ30(_ index: Int) -> (re: Int32, im: Int32) {
    let quarter = half / 4
    let (table, place) = index.quotientAndRemainder(dividingBy: quarter)
    let start = min(table, 3) * 2 * quarter
    let (offset, count) = table < 3 ? (place, quarter) : (index - 3 * quarter, half / 2)
    return (twiddlesQ30[start + offset], twiddlesQ30[start + count + offset])
  }
}
