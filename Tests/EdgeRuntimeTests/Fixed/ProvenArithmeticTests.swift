import EdgeRuntime
import Foundation
import Testing

private let wantsChecked = ProcessInfo.processInfo.environment["EDGEASD_CHECKED"] == "1"

@Suite struct ProvenArithmeticTests {
  /// A suite that is run with `EDGEASD_CHECKED=1` must be testing the trapping arithmetic.
  @Test func buildIsTheOneThatWasAskedFor() {
    #expect(ProvenArithmetic.isChecked == wantsChecked)
  }

  @Test func overflowTrapsInTheCheckedBuildAndWrapsInTheOrdinaryOne() async {
    if wantsChecked { await expectTraps() } else { expectWrapping() }
  }

  @Test func roundedShiftTakesTiesUpwards() {
    #expect(
      (-9...9).map { $0.roundedShift(right: 1) } == [
        -4, -4, -3, -3, -2, -2, -1, -1, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5,
      ])
    let lanes = SIMD4<Int32>(-5, 5, -6, 6).roundedShift(right: 2)
    #expect(lanes == SIMD4(-1, 1, -1, 2))
  }

  private func expectTraps() async {
    await #expect(processExitsWith: .failure) { _ = opaque(Int32.max) +% opaque(1) }
    await #expect(processExitsWith: .failure) { _ = opaque(Int32.min) -% opaque(1) }
    await #expect(processExitsWith: .failure) { _ = opaque(Int64.max) *% opaque(2) }
    await #expect(processExitsWith: .failure) { _ = Int16(narrowing: opaque(Int32(32768))) }
    await #expect(processExitsWith: .failure) {
      _ = opaque(SIMD4<Int32>(0, 0, 0, .max)) +% SIMD4<Int32>(repeating: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = opaque(SIMD4<Int64>(0, .min, 0, 0)) *% SIMD4<Int64>(repeating: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = SIMD4<Int32>(narrowing: opaque(SIMD4<Int64>(1 << 31, 0, 0, 0)))
    }
  }

  private func expectWrapping() {
    #expect(opaque(Int32.max) +% 1 == .min)
    #expect(opaque(Int32.min) -% 1 == .max)
    #expect(opaque(Int64.max) *% 2 == -2)
    #expect(Int16(narrowing: opaque(Int32(32768))) == .min)
    #expect((opaque(SIMD4<Int32>(0, 0, 0, .max)) +% SIMD4(repeating: 1)).w == .min)
  }
}

/// Keeps the optimiser from computing, or leaving out, what is tested.
@inline(never)
private func opaque<Value>(_ value: Value) -> Value { value }
