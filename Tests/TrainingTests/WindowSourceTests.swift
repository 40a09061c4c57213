import FloatModels
import Testing

@testable import Training

@Suite("WindowSource and Standardization")
struct WindowSourceTests {
  static let windowing = Windowing(framesPerWindow: 3, framesPerStep: 2, windowsPerDecision: 1)

  @Test("windows are the clip's frames, oldest first, and never cross clips")
  func windowsAreContiguousFrames() throws {
    // Clip 0: 7 frames, 3 windows; clip 1: too short; clip 2: 4 frames, 1 window.
    let clips: [[Float]] = [7, 2, 4].enumerated().map { clip, frames in
      (0..<frames * 2).map { Float(100 * clip + $0) }
    }
    let source = try WindowSource(clips: clips, bands: 2, windowing: Self.windowing)
    #expect(source.windowCounts == [3, 0, 1])
    let positions = source.positions(of: [0, 1, 2])
    var values = [Float](repeating: -1, count: positions.count * source.windowSize)
    source.gather(positions[...], into: &values)
    let expected: [Float] =
      [0, 1, 2, 3, 4, 5] + [4, 5, 6, 7, 8, 9] + [8, 9, 10, 11, 12, 13]
      + [200, 201, 202, 203, 204, 205]
    #expect(values == expected)
  }

  @Test("clips that are too short, incomplete or not finite are refused with three lines")
  func badClipsAreRefused() {
    let bad: [[Float]] = [[1, 2], [1, 2, 3], [.nan, 0, 0, 0, 0, 0], [.infinity, 0, 0, 0, 0, 0]]
    for clip in bad {
      let error = #expect(throws: TrainingError.self) {
        try WindowSource(clips: [clip], bands: 2, windowing: Self.windowing)
      }
      #expect(error?.description.split(separator: "\n").count == 3)
    }
  }

  @Test("a clip is validated or trained on as a whole", arguments: [1, 2, 5, 75])
  func clipsAreSplitWhole(count: Int) throws {
    let source = try TrainingGraphs.windows(clips: count)
    let split = ClipSplit(source, fraction: 0.1, seed: 1)
    #expect((split.training + split.validation).sorted() == Array(0..<count))
    #expect(!split.training.isEmpty)
    #expect(split.validation.count == (count == 1 ? 0 : max(1, (count + 5) / 10)))
  }

  @Test("mean and deviation are those of all values")
  func standardization() throws {
    let measured = try Standardization(measuring: [[1, 2], [3, 6], []])
    #expect(measured.mean == 3)
    #expect(abs(measured.deviation - Float(3.5).squareRoot()) < 1e-6)
    #expect(abs(measured.applied(to: [3 + measured.deviation])[0] - 1) < 1e-6)
  }

  @Test("clips that do not vary have deviation 1")
  func constantClips() throws {
    #expect(
      try Standardization(measuring: [[-20, -20]]) == Standardization(mean: -20, deviation: 1))
  }

  @Test("no values, and values that are not finite, are refused")
  func unusableValues() {
    #expect(throws: TrainingError.self) { try Standardization(measuring: [[], []]) }
    #expect(throws: TrainingError.frameValue(clip: 1)) {
      try Standardization(measuring: [[1], [.nan]])
    }
  }
}
