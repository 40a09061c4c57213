@testable import EdgeRuntime
import Features

/// One frame through the device's window and transform, in the units of `ReferenceSpectrum`.
func deviceSpectrum(_ frame: [Int16], _ tables: LogMelTables) -> ReferenceSpectrum {
  let half = frame.count / 2
  let memory = UnsafeMutableRawPointer.allocate(byteCount: 16 * half, alignment: 16)
  defer { memory.deallocate() }
  return tables.withFrontEndTables { view in
    let first = ComplexBuffer(memory, count: half)
    let window = FrameWindow(length: frame.count, windowQ31: view.windowQ31)
    let shift = frame.withUnsafeBufferPointer { window.apply(to: $0.baseAddress!, first) }
    let transform = RealFFT(length: frame.count, twiddlesQ30: view.twiddlesQ30)
    let spectrum = transform.transform(
      first, scratch: ComplexBuffer(memory + 8 * half, count: half))
    // 2/N of the transform of samples scaled by 2^(30 + shift).
    let unit = Double(half) / Double(1 << (30 + Int(shift)))
    let inner = 1..<half
    return ReferenceSpectrum(
      re: [Double(spectrum.re[0]) * unit] + inner.map { Double(spectrum.re[$0]) * unit }
        + [Double(spectrum.im[0]) * unit],
      im: [0] + inner.map { Double(spectrum.im[$0]) * unit } + [0])
  }
}
