import CEdgeSIMD

/// What this processor multiplies at best: bytes in registers, the way that the kernels do.
struct ProcessorPeak {
  /// The instructions that the kernels for bytes use here.
  let name: String
  /// Products a microsecond, of one thread; nil where there are no such instructions.
  let productsPerMicrosecond: Double?

  /// Measures it: the best of a few runs of some milliseconds.
  init() {
    #if arch(x86_64)
      name = ["SSE2", "AVX2", "AVX-512 VNNI"][Int(edge_byte_level())]
    #elseif arch(arm64)
      name = "NEON"
    #else
      name = "this processor"
    #endif
    let rounds: Int64 = 200_000
    var best = 0.0
    for _ in 0..<10 {
      let start = StageClock.microseconds
      let products = edge_run_at_peak(rounds)
      best = max(best, Double(products) / max(StageClock.microseconds - start, 1))
    }
    productsPerMicrosecond = best > 0 ? best : nil
  }
}
