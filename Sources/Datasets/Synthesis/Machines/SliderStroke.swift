import SeededRandom

/// How a linear slide moves: to and fro with a trapezoidal profile of speed and a rest at each end.
struct SliderStroke: Sendable {
  /// Length of the stroke, m.
  let length: Double
  /// Speed between the ramps, m/s.
  let speed: Double
  /// Time of a ramp, s.
  let ramp: Double
  /// Rest at each end, s.
  let rest: Double

  init(random: inout SeededGenerator) {
    length = random.uniform(in: 0.2...0.45)
    speed = random.uniform(in: 0.3...0.6)
    ramp = random.uniform(in: 0.06...0.15)
    rest = random.uniform(in: 0.1...0.45)
  }

  /// The course of a clip.
  struct Course {
    /// m/s at each sample, negative on the way back.
    var velocity: [Double] = []
    /// m from the near end, at each sample.
    var position: [Double] = []
    /// Samples at which the carriage comes to rest at an end.
    var stops: [Int] = []
  }

  /// The carriage's course over `count` samples, entered at a random moment. The drive's speed is
  /// this clip's own within 2 %, the rests vary by a tenth.
  func course(_ count: Int, random: inout SeededGenerator) -> Course {
    var course = Course()
    let speed = speed * random.uniform(in: 0.98...1.02)
    let cruise = max(0, length / speed - ramp)
    var forward = random.uniform() < 0.5
    var skip = Int(random.uniform() * (cruise + 2 * ramp + rest) * Synthesizer.rate)
    while course.velocity.count < count {
      let pause = rest * random.uniform(in: 0.9...1.1)
      let moving = Int((cruise + 2 * ramp) * Synthesizer.rate)
      let total = moving + Int(pause * Synthesizer.rate)
      var travelled = 0.0
      for sample in 0..<total where course.velocity.count < count {
        let velocity = sample < moving ? magnitude(sample, cruise: cruise) * speed : 0
        travelled += velocity / Synthesizer.rate
        if skip > 0 {
          skip -= 1
          continue
        }
        if sample == moving { course.stops.append(course.velocity.count) }
        course.velocity.append(forward ? velocity : -velocity)
        course.position.append(forward ? travelled : length - travelled)
      }
      forward.toggle()
    }
    return course
  }

  /// Share of the full speed, 0…1, `sample` samples into the stroke.
  private func magnitude(_ sample: Int, cruise: Double) -> Double {
    let time = Double(sample) / Synthesizer.rate
    return max(0, min(1, time / ramp, (cruise + 2 * ramp - time) / ramp))
  }
}
