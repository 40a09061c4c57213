import Foundation
import SeededRandom
import Testing

@testable import Training

/// Faults that are made up: where in time and spectrum they are.
@Suite struct PseudoFaultTests {
  private static let bands = 32

  /// Noise about a level; `loud` frames lie above it.
  private func clip(frames: Int, loud: Set<Int>, by decibels: Double) -> [Double] {
    var random = SeededGenerator(seed: 3)
    return (0..<frames).flatMap { frame in
      (0..<Self.bands).map { _ in
        -60 + random.normal() + (loud.contains(frame) ? decibels : 0)
      }
    }
  }

  @Test func aMachineThatRunsEvenlyActsInEveryFrame() {
    let activity = MachineActivity(clip(frames: 200, loud: [], by: 0), bands: Self.bands)
    #expect(activity.weights == [Double](repeating: 1, count: 200))
    #expect(activity.burstiness > 0 && activity.burstiness < MachineActivity.leastBurst)
  }

  @Test func aMachineThatActsInBurstsActsThen() {
    let loud: Set = [20, 21, 22, 90, 91, 150]
    let activity = MachineActivity(clip(frames: 200, loud: loud, by: 12), bands: Self.bands)
    #expect(abs(activity.burstiness - 12) < 1)
    for (frame, weight) in activity.weights.enumerated() {
      #expect(loud.contains(frame) ? weight > 0.9 : weight < 0.1)
    }
  }

  @Test func aSingleFrameIsNoBurst() {
    let activity = MachineActivity([Double](repeating: -60, count: Self.bands), bands: Self.bands)
    #expect(activity.weights == [1] && activity.burstiness == 0)
  }

  @Test func aFaultChangesItsBandsBySeverityTimesActivity() {
    let fault = PseudoFault(regions: [.init(centre: 8.5 / 32, width: 1.0 / 32, isLouder: false)])
    let clip = clip(frames: 100, loud: [40], by: 10)
    let activity = MachineActivity(clip, bands: Self.bands)
    let faulty = fault.applied(to: clip, activity: activity, severity: 6)
    for frame in 0..<100 {
      for band in 0..<Self.bands {
        let index = frame * Self.bands + band
        let distance = Double(band - 8)
        let expected = -6 * exp(-distance * distance / 2) * activity.weights[frame]
        #expect(abs(faulty[index] - clip[index] - expected) < 1e-9)
      }
    }
  }

  @Test func theNarrowestFaultIsHeardInAnyBandNumber() {
    for place in stride(from: 0.0, to: 1, by: 0.01) {
      let fault = PseudoFault(regions: [.init(centre: place, width: 1e-3, isLouder: true)])
      #expect((fault.gains(bands: 8).max() ?? 0) >= exp(-0.5))
    }
  }

  @Test func drawnFaultsHaveTheirStatedSpread() {
    var random = SeededGenerator(seed: 1)
    let faults = (0..<4000).map { _ in PseudoFault(using: &random) }
    #expect(Set(faults.map(\.regions.count)) == [1, 2, 3, 4])
    let regions = faults.flatMap(\.regions)
    #expect(regions.allSatisfy { (0..<1).contains($0.centre) })
    #expect(regions.allSatisfy { $0.width >= 0.999 / 128 && $0.width <= 40.01 / 128 })
    // Half of them below the geometric middle: widths are even on a logarithmic scale.
    let middle = (40.0).squareRoot() / 128
    let narrow = Double(regions.filter { $0.width < middle }.count) / Double(regions.count)
    let louder = Double(regions.filter(\.isLouder).count) / Double(regions.count)
    #expect(abs(narrow - 0.5) < 0.02 && abs(louder - 0.5) < 0.02)
  }
}
