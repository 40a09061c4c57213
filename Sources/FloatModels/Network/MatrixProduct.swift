import COpenBLAS

/// Products of row-major matrices through OpenBLAS.
///
/// OpenBLAS picks its kernels when it is loaded, or takes those that `OPENBLAS_CORETYPE` names;
/// their results differ in the last bits. Training with its AVX2 kernels (`Haswell`) took 1.6 times
/// as long as with those for AVX-512 (`SkylakeX`), measured on an EPYC that has both.
package enum MatrixProduct {
  /// OpenBLAS is held to the calling thread: models are trained in parallel instead, and the order
  /// of its additions must not depend on how many cores are free.
  private static let singleThreaded: Void = openblas_set_num_threads(1)

  /// `c = op(a) · op(b)`, or `c += …`; `op(a)` is `m × k`, `op(b)` is `k × n`, `c` is `m × n`.
  package static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, transposingA: Bool = false,
    transposingB: Bool = false, into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int,
    accumulating: Bool = false
  ) {
    _ = singleThreaded
    cblas_sgemm(
      CblasRowMajor, transposingA ? CblasTrans : CblasNoTrans,
      transposingB ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), 1, a,
      blasint(transposingA ? m : k), b, blasint(transposingB ? k : n), accumulating ? 1 : 0, c,
      blasint(n))
  }
}
