import SeededRandom
import Testing

@testable import EdgeRuntime
@testable import Quantization

@Suite("Frame pooling")
struct FramePoolingTests {
  /// What is pooled of frames, in real arithmetic: means rounded to nearest, ties up.
  private static func pooled(
    _ frames: [[Int16]], _ pooling: ModelFile.FramePooling
  ) -> [Int16] {
    let bands = frames[0].indices
    let means = bands.map { band in
      let sum = frames.reduce(0.0) { $0 + Double($1[band]) }
      return Int16((sum / Double(frames.count) + 0.5).rounded(.down))
    }
    let maxima = bands.map { band in frames.map { $0[band] }.max()! }
    return switch pooling {
    case .none: frames.flatMap { $0 }
    case .mean: means
    case .maximum: maxima
    case .meanAndMaximum: means + maxima
    case .modulation: spectrum(frames)
    }
  }

  /// By the filters alone.
  private static func spectrum(_ frames: [[Int16]]) -> [Int16] {
    let bands = frames[0].count
    var memory = [UInt64](repeating: 0, count: ModulationSpectrum.byteCount(bands: bands) / 8)
    var levels = [Int16](repeating: 0, count: bands * ModulationSpectrum.filters)
    memory.withUnsafeMutableBytes { memory in
      let spectrum = ModulationSpectrum(memory: memory.baseAddress!, bands: bands)
      for (number, frame) in frames.enumerated() {
        frame.withUnsafeBufferPointer { spectrum.add($0.baseAddress!, isFirst: number == 0) }
      }
      spectrum.finish(frames: frames.count, into: &levels)
    }
    return levels
  }

  private static func windows(
    _ frames: [[Int16]], length: Int, step: Int, _ pooling: ModelFile.FramePooling
  ) -> [[Int16]] {
    let plan = Model.WindowPlan(
      framesPerWindow: length, framesPerStep: step, windowsPerDecision: 1, pooling: pooling)
    let bands = frames[0].count
    let bytes = FrameWindower.byteCount(plan, bands: bands)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 16)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0xAB)
    var windower = FrameWindower(
      memory: memory.baseAddress!.assumingMemoryBound(to: Int16.self), bands: bands, plan: plan)
    var windows: [[Int16]] = []
    for frame in frames {
      for band in 0..<bands { windower.slot[band] = frame[band] }
      guard windower.advance() else { continue }
      windows.append(Array(UnsafeBufferPointer(start: windower.window, count: windower.elements)))
      windower.step()
    }
    return windows
  }

  @Test(
    arguments: [ModelFile.FramePooling.mean, .maximum, .meanAndMaximum, .modulation],
    [1, 2, 7, 313])
  func isThatOfRealArithmetic(_ pooling: ModelFile.FramePooling, length: Int) {
    var random = SeededGenerator(seed: UInt64(length))
    for bands in [1, 3, 64] {
      let step = length + random.integer(below: 4)
      let frames = (0..<3 * step + length).map { _ in
        (0..<bands).map { _ in Int16(truncatingIfNeeded: random.next()) }
      }
      let windows = Self.windows(frames, length: length, step: step, pooling)
      #expect(windows.count == 4)
      for (index, window) in windows.enumerated() {
        let own = Array(frames[index * step..<index * step + length])
        #expect(window == Self.pooled(own, pooling))
      }
    }
  }

  /// 65,536 frames at either end of the range: the sums reach the ends of an Int32.
  @Test(arguments: [Int16.min, .max])
  func longestWindowDoesNotOverflow(_ level: Int16) {
    let frames = [[Int16]](repeating: [level], count: 65_536)
    let windows = Self.windows(frames, length: 65_536, step: 65_536, .meanAndMaximum)
    #expect(windows == [[level, level]])
  }

  @Test func tiesGoUp() {
    for (first, second, mean) in [(0, 1, 1), (-1, 0, 0), (-3, -2, -2), (2, 3, 3)] {
      let windows = Self.windows([[Int16(first)], [Int16(second)]], length: 2, step: 2, .mean)
      #expect(windows == [[Int16(mean)]])
    }
  }

  @Test func nothingIsLeftOfTheWindowBefore() {
    let frames: [[Int16]] = [[100], [100], [-100], [-100]]
    #expect(
      Self.windows(frames, length: 2, step: 2, .meanAndMaximum) == [[100, 100], [-100, -100]])
  }

  @Test func pooledWindowsThatShareFramesAreRefused() throws {
    var contents = ModelFixture.prototypes()
    contents.windowing.framesPerStep = 2
    let error = try #require(throws: ModelError.self) { try ModelWriter.write(contents) }
    #expect(error.what.description == "frames of a step of pooled windows")
  }
}
