import CFloatKernels
import Foundation

/// Which kernels OpenBLAS multiplies matrices with.
///
/// OpenBLAS recognises processors by name when it is loaded, and an older one takes a newer
/// processor for the last that it knows: 0.3.21 runs an EPYC with AVX-512 as a Haswell, which makes
/// training take 1.6 times as long. `OPENBLAS_CORETYPE` corrects it, but only before loading.
public enum MatrixKernels {
  private static let variable = "OPENBLAS_CORETYPE"
  /// Names of kernel sets that do without AVX-512 on processors that may have it.
  private static let withoutAVX512: Set<String> = ["Haswell", "Zen", "Sandybridge"]

  /// The processor whose kernels are in use: `Haswell`, `SkylakeX`, …
  public static var inUse: String { MatrixProduct.coreName }

  /// Starts the program anew with the same arguments and the better kernels, where this processor
  /// has AVX-512 and OpenBLAS did not notice. Otherwise, or where the user has chosen by
  /// `OPENBLAS_CORETYPE`, or if it fails, it returns and all goes on as it was.
  ///
  /// Process number, open files and signal handling stay. Call it before anything is done, and only
  /// in programs about to multiply for more than a second: results differ in their last bits between
  /// kernels, never between two runs on the same machine.
  public static func restartWithBetterOnes() {
    guard getenv(variable) == nil, cfk_has_avx512() != 0, withoutAVX512.contains(inUse) else {
      return
    }
    // The variable is there after the restart, so that it happens once.
    guard setenv(variable, "SkylakeX", 1) == 0 else { return }
    execv("/proc/self/exe", CommandLine.unsafeArgv)
    unsetenv(variable)
  }
}
