/// The metadata's form of the front end.
extension FrontEndDescription: Codable {
  private enum Key: String, CodingKey {
    case kind, bands, hop
    case sampleRate = "sample_rate"
    case frameLength = "frame_length"
    case windowLength = "window_length"
    case lowestHz = "lowest_hz"
    case highestHz = "highest_hz"
    case sourceBands = "source_bands"
  }

  /// Reads the form that `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let kind = try values.decode(String.self, forKey: .kind)
    if kind == "tensors" {
      self = .tensors
      return
    }
    let bands = try values.decode(Int.self, forKey: .bands)
    switch kind {
    case "log_mel":
      self = .logMel(
        sampleRate: try values.decode(Int.self, forKey: .sampleRate),
        frameLength: try values.decode(Int.self, forKey: .frameLength),
        hop: try values.decode(Int.self, forKey: .hop), bands: bands,
        lowestHz: try values.decode(Double.self, forKey: .lowestHz),
        highestHz: try values.decode(Double.self, forKey: .highestHz))
    case "gammatone":
      self = .gammatone(
        sampleRate: try values.decode(Int.self, forKey: .sampleRate),
        frameLength: try values.decode(Int.self, forKey: .frameLength),
        windowLength: try values.decode(Int.self, forKey: .windowLength),
        hop: try values.decode(Int.self, forKey: .hop), bands: bands,
        lowestHz: try values.decode(Double.self, forKey: .lowestHz))
    case "features":
      self = .features(
        sourceBands: try values.decode(Int.self, forKey: .sourceBands), bands: bands)
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: values, debugDescription: "unknown front end \(kind)")
    }
  }

  /// An object with `kind` (`log_mel`, `gammatone`, `features` or `tensors`) and the case's values.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    switch self {
    case .logMel(let sampleRate, let frameLength, let hop, let bands, let lowestHz, let highestHz):
      try values.encode("log_mel", forKey: .kind)
      try values.encode(bands, forKey: .bands)
      try values.encode(sampleRate, forKey: .sampleRate)
      try values.encode(frameLength, forKey: .frameLength)
      try values.encode(hop, forKey: .hop)
      try values.encode(lowestHz, forKey: .lowestHz)
      try values.encode(highestHz, forKey: .highestHz)
    case .gammatone(let sampleRate, let frameLength, let window, let hop, let bands, let lowest):
      try values.encode("gammatone", forKey: .kind)
      try values.encode(bands, forKey: .bands)
      try values.encode(sampleRate, forKey: .sampleRate)
      try values.encode(frameLength, forKey: .frameLength)
      try values.encode(window, forKey: .windowLength)
      try values.encode(hop, forKey: .hop)
      try values.encode(lowest, forKey: .lowestHz)
    case .features(let sourceBands, let bands):
      try values.encode("features", forKey: .kind)
      try values.encode(bands, forKey: .bands)
      try values.encode(sourceBands, forKey: .sourceBands)
    case .tensors:
      try values.encode("tensors", forKey: .kind)
    }
  }

  /// Whether the numbers can describe a front end at all; narrower limits are its own.
  var isPlausible: Bool {
    switch self {
    case .logMel(let sampleRate, let frameLength, let hop, let bands, let lowest, let highest):
      (1...1_000_000).contains(sampleRate) && (1...1_048_576).contains(frameLength)
        && (1...1_048_576).contains(hop) && (1...65536).contains(bands)
        && lowest >= 0 && lowest < highest && highest <= Double(sampleRate) / 2
    case .gammatone(let sampleRate, let frameLength, let window, let hop, let bands, let lowest):
      (1...1_000_000).contains(sampleRate) && (1...1_048_576).contains(frameLength)
        && (1...frameLength).contains(window) && (1...1_048_576).contains(hop)
        && (1...65536).contains(bands) && lowest >= 0 && lowest < Double(sampleRate) / 2
    case .features(let sourceBands, let bands):
      (1...65536).contains(bands) && (bands...65536).contains(sourceBands)
        && sourceBands % bands == 0
    case .tensors: true
    }
  }
}
