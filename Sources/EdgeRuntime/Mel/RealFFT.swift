/// Fourier transform of a real signal of N = 2^p samples on 32-bit integers, with the caller's
/// memory.
///
/// It computes `X[k] = 2/N · Σ x[n] · e^(-2πikn/N)`: the even samples are the real and the odd ones
/// the imaginary parts of M = N/2 complex numbers, whose transform (Stockham's, radix 4, with one
/// radix-2 stage where M is not a power of four) is then split into the real signal's spectrum.
/// Each radix-4 stage divides by four, and none can overflow:
///
/// samples in ±2³⁰ → complex input of magnitude ≤ 2³⁰·√2; a stage is a mean of four (two) such
/// numbers turned by factors of magnitude one, so the magnitude never grows except by rounding
/// (≤ 3 a stage), and every component stays far below 2³¹.
///
/// The table holds its factors W_n^i = e^(-2πi·i/n) in the order in which they are used, in blocks
/// of four real and four imaginary parts, Q30 (where one is exact): for a radix-2 stage W_8^l,
/// l = 0…3; for each radix-4 stage that merges transforms of length L, and each four of its
/// l = 0 ..< L, a block of W_4L^l, of W_4L^2l and of W_4L^3l; for the split W_N^k, k = 1…M/2.
public struct RealFFT {
  /// N.
  let length: Int
  let twiddlesQ30: UnsafePointer<Int32>

  /// True for powers of two from 128 to 8192.
  public static func supports(length: Int) -> Bool {
    length >= 128 && length <= 8192 && length & (length &- 1) == 0
  }

  /// Int32 values in the table of factors of a transform of `length` samples.
  public static func twiddleCount(length: Int) -> Int { 3 * (length / 2) - 8 }

  /// M.
  var half: Int { length / 2 }

  /// Transforms the `half` complex numbers in `input` (components in ±2³⁰), destroying both
  /// buffers, and returns the one with the spectrum: bins 1 ..< half; bin 0 in `re[0]`, bin `half`
  /// (both are real) in `im[0]`.
  func transform(_ input: ComplexBuffer, scratch: ComplexBuffer) -> ComplexBuffer {
    var (from, to) = (input, scratch)
    var factors = twiddlesQ30
    firstRadix4Stage(from, to)
    var merged = 4
    if half.trailingZeroBitCount & 1 == 1 {
      (from, to) = (to, from)
      radix2Stage(from, to, factors)
      factors += 8
      merged = 8
    }
    while merged < half {
      (from, to) = (to, from)
      radix4Stage(from, to, length: merged, factors)
      factors += 6 &* merged
      merged &*= 4
    }
    split(to, factors)
    return to
  }
}
