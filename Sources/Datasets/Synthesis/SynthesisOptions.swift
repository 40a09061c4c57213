/// What data set to make.
public struct SynthesisOptions: Sendable, Hashable {
  /// Machines, in any order; each gets a folder.
  public var machines: [MachineKind] = MachineKind.allCases
  /// Individual machines of each kind, 1 to 100.
  public var ids = 4
  /// Normal training clips an id, 0 to 100,000.
  public var trainClips = 60
  /// Normal test clips an id, and as many anomalous ones; 0 to 100,000.
  public var testClips = 30
  /// Length of a clip in seconds, 1 to 600.
  public var seconds = 10.0
  /// Level of the machine over that of the hall, both as root mean square over the clip, in dB;
  /// -60 to 60.
  public var snr = 0.0
  /// Severities of the anomalies, within 0…1; they are spread evenly over the range.
  public var severity = 0.2...1.0
  /// Everything random comes from this number and from names.
  public var seed: UInt64 = 1

  /// The defaults: four machines, four ids each, 0 dB.
  public init() {}

  /// Clips in all.
  public var clipCount: Int { machines.count * ids * (trainClips + 2 * testClips) }

  /// Refuses what is outside the ranges above.
  public func validate() throws(SynthesisError) {
    try Self.check("machines", Double(machines.count), 1...4)
    if Set(machines).count != machines.count {
      throw .outOfRange(option: "machines", value: "a machine named twice", allowed: "each once")
    }
    try Self.check("ids", Double(ids), 1...100)
    try Self.check("train", Double(trainClips), 0...100_000)
    try Self.check("test", Double(testClips), 0...100_000)
    if trainClips + testClips == 0 {
      throw .outOfRange(option: "train", value: "0, and test 0 too", allowed: "at least one clip")
    }
    try Self.check("seconds", seconds, 1...600)
    try Self.check("snr", snr, -60...60)
    try Self.check("severity", severity.lowerBound, 0...1)
    try Self.check("severity", severity.upperBound, 0...1)
  }

  private static func check(
    _ option: String, _ value: Double, _ allowed: ClosedRange<Double>
  ) throws(SynthesisError) {
    guard allowed.contains(value) else {
      throw .outOfRange(
        option: option, value: plain(value),
        allowed: "\(plain(allowed.lowerBound)) to \(plain(allowed.upperBound))")
    }
  }

  /// A whole number without its ".0".
  private static func plain(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
