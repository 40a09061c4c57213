import Foundation
import SeededRandom
import Testing

@testable import Datasets

@Suite("Machine physics")
struct MachinePhysicsTests {
  @Test("a 6205 bearing has the defect frequencies that its maker states")
  func theDefectFrequenciesOfAKnownBearing() {
    // SKF 6205-2RS: 9 balls of 7.94 mm on a pitch circle of 39.04 mm, radial contact; 3.5848 and
    // 5.4152 passes a turn, as listed with the bearing data of Case Western Reserve University.
    let bearing = RollingBearing(
      balls: 9, ratio: 7.94 / 39.04, resonance: 3_000, decay: 0.001)
    #expect(abs(bearing.passes(.outer) - 3.5848) < 0.001)
    #expect(abs(bearing.passes(.inner) - 5.4152) < 0.001)
  }

  @Test("a spall strikes as often as its race is passed", arguments: [20.0, 50])
  func aSpallStrikesAtTheDefectFrequency(rotation: Double) {
    let bearing = RollingBearing(balls: 8, ratio: 0.25, resonance: 3_000, decay: 0.0006)
    var random = SeededGenerator(seed: 5)
    let sound = bearing.spall(
      on: .outer, rotation: [Double](repeating: rotation, count: 64_000), random: &random)
    // A burst begins where the sound's envelope, forgetting within 2 ms, jumps up.
    var envelope = 0.0
    var bursts = 0
    var pause = 0
    for sample in sound {
      pause -= 1
      if abs(sample) > max(0.2, 1.5 * envelope), pause <= 0 {
        bursts += 1
        pause = 40
      }
      envelope = max(abs(sample), envelope * 0.97)
    }
    let expected = 4 * rotation * bearing.passes(.outer)
    #expect(abs(Double(bursts) - expected) < 0.03 * expected, "\(bursts), expected \(expected)")
  }

  @Test("a motor of two pole pairs turns 24 times a second at 4 % slip")
  func theMotorSlips() {
    let motor = InductionMotor(polePairs: 2, slip: 0.04)
    #expect(abs(motor.rotation(slip: motor.slip) - 24) < 1e-9)
  }

  @Test("a slide stays on its rail, moves without jumps and rests at both ends", arguments: 0..<8)
  func aSlideStaysOnItsRail(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let stroke = SliderStroke(random: &random)
    let course = stroke.course(160_000, random: &random)
    #expect(course.position.count == 160_000)
    let reach = stroke.length * 1.001
    #expect(course.position.allSatisfy { (-0.001 * reach...reach).contains($0) })
    let jumps = zip(course.position, course.position.dropFirst()).map { abs($1 - $0) }
    #expect((jumps.max() ?? 1) < 0.001, "\(jumps.max() ?? 1) m between two samples")
    #expect(course.stops.count >= 4)
    for stop in course.stops {
      #expect(course.velocity[stop] == 0)
      let end = course.position[stop] < stroke.length / 2 ? 0 : stroke.length
      #expect(abs(course.position[stop] - end) < 0.002)
    }
  }

  @Test("a phase advances by whole turns as often as its frequency says")
  func anOscillatorKeepsItsFrequency() {
    var oscillator = Oscillator()
    let turns = (0..<160_000).count { _ in oscillator.advance(441) }
    #expect(abs(turns - 4410) <= 1)
  }

  @Test("a struck mode rings at its frequency and decays in its time")
  func aModeRingsAtItsFrequency() {
    var modes = Modes([Modes.Mode(frequency: 1_000, decay: 0.01, gain: 1)])
    let sound = (0..<1_600).map { modes.process($0 == 0 ? 1 : 0) }
    let crossings = (1..<800).count { sound[$0 - 1] < 0 && sound[$0] >= 0 }
    #expect(abs(crossings - 50) <= 1)
    let start = sound[0..<160].map(abs).max() ?? 0
    let later = sound[160..<320].map(abs).max() ?? 0
    #expect(abs(start - 1) < 0.05)
    #expect(abs(later / start - 0.3679) < 0.02)
  }

  @Test("coloured noise has its slope and about unit level")
  func colouredNoiseHasItsSlope() {
    for (colour, slope) in [(Noise.Colour.white, 0.0), (.pink, -3), (.brown, -6)] {
      #expect(abs(Self.level(colour, at: nil)) < 2, "\(colour)")
      let perOctave = (Self.level(colour, at: 3_200) - Self.level(colour, at: 400)) / 3
      #expect(abs(perOctave - slope) < 0.7, "\(colour): \(perOctave) dB an octave")
    }
  }

  /// Level in dB of ten seconds of noise, in a band 50 Hz wide or as a whole.
  private static func level(_ colour: Noise.Colour, at centre: Double?) -> Double {
    var noise = Noise(colour, seed: 11)
    var band = centre.map { Biquad.bandPass(centre: $0, bandwidth: 50) }
    let samples = (0..<160_000).map { _ in
      let sample = noise.next()
      return band?.process(sample) ?? sample
    }
    return 20 * log10(samples.rootMeanSquare)
  }
}
