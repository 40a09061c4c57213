import Testing

@testable import Datasets

@Suite("Synthesizer")
struct SynthesizerTests {
  /// A small set: two ids of every machine, clips of two seconds.
  static func options(seed: UInt64 = 7) -> SynthesisOptions {
    var options = SynthesisOptions()
    options.ids = 2
    options.trainClips = 2
    options.testClips = 3
    options.seconds = 2
    options.seed = seed
    return options
  }

  @Test("the same seed gives the same samples")
  func sameSeedGivesTheSameSamples() throws {
    let first = try Synthesizer(options: Self.options())
    let second = try Synthesizer(options: Self.options())
    for clip in first.clips {
      #expect(first.samples(of: clip) == second.samples(of: clip), "\(clip.file)")
    }
  }

  /// FNV-1a over the samples of the first anomalous clip of id_00 under `options()`, as x86-64
  /// computes them: another processor or compiler must give the same, and whoever changes the
  /// generator changes these on purpose.
  private static let fingerprints: [(MachineKind, UInt64)] = [
    (.fan, 0xd22b_4d6d_4fef_eb61), (.pump, 0x4a50_a69e_726a_5f51),
    (.slider, 0x4c36_e809_2157_d35b), (.valve, 0x2cd6_6b6e_3e3a_7fe3),
  ]

  @Test("the samples are the same on every machine", arguments: fingerprints)
  func theSamplesAreTheSameOnEveryMachine(machine: MachineKind, fingerprint: UInt64) throws {
    let synthesizer = try Synthesizer(options: Self.options())
    let clip = try #require(
      synthesizer.clips.first { $0.machine == machine && $0.label == .anomaly })
    let hash = synthesizer.samples(of: clip).reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64(UInt16(bitPattern: $1))) &* 0x100_0000_01b3
    }
    #expect(hash == fingerprint, "\(machine.rawValue): 0x\(String(hash, radix: 16))")
  }

  @Test("another seed gives other samples, and other machines")
  func anotherSeedGivesOtherSamples() throws {
    let first = try Synthesizer(options: Self.options(seed: 7))
    let second = try Synthesizer(options: Self.options(seed: 8))
    for (one, other) in zip(first.clips, second.clips) {
      #expect(one.file == other.file)
      #expect(one.seed != other.seed)
      #expect(first.samples(of: one) != second.samples(of: other), "\(one.file)")
    }
  }

  @Test("a smaller set is a part of the larger one", arguments: MachineKind.allCases)
  func aSmallerSetIsAPartOfTheLargerOne(machine: MachineKind) throws {
    let whole = try Synthesizer(options: Self.options())
    var options = Self.options()
    options.machines = [machine]
    options.ids = 1
    options.trainClips = 1
    options.testClips = 2
    let part = try Synthesizer(options: options)
    let clips = Dictionary(uniqueKeysWithValues: whole.clips.map { ($0.file, $0) })
    for clip in part.clips {
      let same = try #require(clips[clip.file])
      #expect(same == clip)
      #expect(part.samples(of: clip) == whole.samples(of: same))
    }
  }

  @Test(
    "a healthy machine stands as far above the hall as was asked", arguments: MachineKind.allCases,
    [-6.0, 0, 10])
  func theSignalToNoiseRatioIsAsAsked(machine: MachineKind, snr: Double) throws {
    var options = Self.options()
    options.machines = [machine]
    options.trainClips = 6
    options.testClips = 0
    options.seconds = 10
    options.snr = snr
    let synthesizer = try Synthesizer(options: options)
    let ratios = synthesizer.clips.map { synthesizer.stems(of: $0).signalToNoise }
    #expect(abs(ratios.reduce(0, +) / Double(ratios.count) - snr) < 1, "\(ratios)")
    #expect(ratios.allSatisfy { abs($0 - snr) < 2.5 }, "\(ratios)")
  }

  @Test("no clip clips or is silent, and its length is as asked")
  func noClipClips() throws {
    let synthesizer = try Synthesizer(options: Self.options())
    for clip in synthesizer.clips {
      let samples = synthesizer.samples(of: clip)
      #expect(samples.count == 32_000)
      let peak = samples.map { abs(Int($0)) }.max() ?? 0
      #expect(peak > 300 && peak < 32_000, "\(clip.file): \(peak)")
    }
  }

  @Test("the samples are the sum of the stems")
  func theSamplesAreTheSumOfTheStems() throws {
    let synthesizer = try Synthesizer(options: Self.options())
    let clip = try #require(synthesizer.clips.last)
    let stems = synthesizer.stems(of: clip)
    for (index, sample) in synthesizer.samples(of: clip).enumerated() {
      let sum = (stems.machine[index] + stems.background[index]) * 32_768
      #expect(abs(Double(sample) - sum) <= 0.5)
    }
  }

  @Test("names, labels and counts are those of the layout")
  func namesAreThoseOfTheLayout() throws {
    let synthesizer = try Synthesizer(options: Self.options())
    let clips = synthesizer.clips
    #expect(clips.count == synthesizer.options.clipCount)
    #expect(Set(clips.map(\.file)).count == clips.count)
    #expect(clips.first?.file == "fan/train/normal_id_00_00000000.wav")
    #expect(clips.last?.file == "valve/test/anomaly_id_01_00000002.wav")
    #expect(clips.allSatisfy { $0.split == .test || $0.label == .normal })
    #expect(clips.allSatisfy { ($0.cause != nil) == ($0.label == .anomaly) })
  }

  @Test("every cause comes with severities over the whole range", arguments: MachineKind.allCases)
  func severitiesCoverTheRange(machine: MachineKind) throws {
    var options = Self.options()
    options.machines = [machine]
    options.testClips = machine.causes.count * 8
    options.severity = 0.2...0.8
    let clips = try Synthesizer(options: options).clips.filter { $0.label == .anomaly }
    for cause in machine.causes {
      let severities = clips.filter { $0.cause == cause }.map(\.severity)
      #expect(severities.count == 16)
      #expect(severities.allSatisfy { (0.2...0.8).contains($0) })
      #expect((severities.min() ?? 1) < 0.35 && (severities.max() ?? 0) > 0.65, "\(cause)")
    }
  }

  /// The options with one change, and the option that an error must name.
  private static func changed(
    _ option: String, _ change: (inout SynthesisOptions) -> Void
  ) -> (String, SynthesisOptions) {
    var options = options()
    change(&options)
    return (option, options)
  }

  private static let outOfRange = [
    changed("ids") { $0.ids = 0 }, changed("train") { $0.trainClips = -1 },
    changed("test") { $0.testClips = 100_001 }, changed("seconds") { $0.seconds = .nan },
    changed("snr") { $0.snr = 61 }, changed("severity") { $0.severity = 0...1.5 },
    changed("machines") { $0.machines = [] }, changed("machines") { $0.machines = [.fan, .fan] },
    changed("train") {
      $0.trainClips = 0
      $0.testClips = 0
    },
  ]

  @Test("an option outside its range is named with its range", arguments: outOfRange)
  func optionsOutsideTheirRangesAreNamed(option: String, options: SynthesisOptions) {
    let error = #expect(throws: SynthesisError.self) { try Synthesizer(options: options) }
    let lines = (error?.description ?? "").split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.dropFirst().first?.contains("--\(option) is") == true)
  }
}
