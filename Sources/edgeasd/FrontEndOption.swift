import ClipOptions
import CommandLineInterface
import FloatModels

/// The options that say how a network from elsewhere hears: those files hold no front end and no
/// score.
enum FrontEndOption {
  static let frontEnd = Parameter<FrontEndDescription?>.option(
    "front-end", .frontEnd,
    help: """
      features:BANDS for log-mel frames made elsewhere, in dB; or log-mel: and rate=16000, \
      frame=1024, hop=512, bands=128, also low= and high= in Hz, with commas and no spaces. \
      Without it the network is kept bare, for 'edgeasd infer'.
      """)
  static let score = Parameter<String?>.option(
    "score", .choice(["mse", "none"]),
    help: """
      mse: mean squared error between the input in dB and the output; none: a bare network. (default: \
      mse with a front end)
      """)
  static let step = Parameter.option(
    "frame-step", .integer(in: 1...65536), valueName: "frames", default: 1,
    help: "Frames from one window to the next.")
  static let decisionWindows = Parameter<Int?>.option(
    "decision-windows", .integer(in: 1...65535), valueName: "windows",
    help: "Windows that make a decision. (default: those of 10 s of sound)")
  static let mean = Parameter.option(
    "input-mean", .number(in: -192...192), valueName: "dB", default: 0,
    help: "The network sees (x - mean) / deviation of the log-mel x.")
  static let deviation = Parameter.option(
    "input-deviation", .number(above: 0, through: 1000), valueName: "dB", default: 1,
    help: "See --input-mean.")

  /// In the order of the help page.
  static let all: [any ParameterDeclaration] = [
    frontEnd, score, step, decisionWindows, mean, deviation,
  ]

  /// A float model around a network, as a command line says; its graph is still to come.
  ///
  /// - Parameters:
  ///   - inputs: elements of the network's input.
  ///   - outputs: elements of its output.
  static func model(
    _ arguments: ParsedArguments, inputs: Int, outputs: Int, record: [String: String]
  ) throws -> FloatModel {
    let bare = Graph(input: Shape(vector: inputs), nodes: [])
    guard let description = arguments[frontEnd] else {
      if arguments.isGiven(step) || arguments.isGiven(mean) || arguments.isGiven(deviation) {
        throw UsageError(
          "--frame-step, --input-mean and --input-deviation need --front-end", about: frontEnd)
      }
      guard arguments[score] != "mse" else {
        throw UsageError("--score mse needs --front-end: a score is of sound", about: score)
      }
      return FloatModel(
        family: "imported", graph: bare, inputMean: 0, inputDeviation: 1, frontEnd: .tensors,
        windowing: Windowing(framesPerWindow: 1, framesPerStep: 1, windowsPerDecision: 1),
        score: .none, record: record)
    }
    guard arguments[score] != "none" else {
      throw UsageError("--score none needs no --front-end: the network is bare", about: score)
    }
    try check(description, inputs: inputs, outputs: outputs)
    var windowing = Windowing(
      framesPerWindow: inputs / description.bands, framesPerStep: arguments[step],
      windowsPerDecision: 1)
    windowing.windowsPerDecision = try decisionWindows(arguments, description, windowing)
    return FloatModel(
      family: "imported", graph: bare, inputMean: Float(arguments[mean]),
      inputDeviation: Float(arguments[deviation]), frontEnd: description, windowing: windowing,
      score: .meanSquaredError, record: record)
  }

  private static func check(
    _ description: FrontEndDescription, inputs: Int, outputs: Int
  ) throws {
    guard inputs.isMultiple(of: description.bands) else {
      throw CommandFailure(
        .failure,
        """
        the front end does not fit the network
          \(inputs) inputs are no whole number of frames of \(description.bands) bands
          give --front-end the bands that the network was trained with
        """)
    }
    guard inputs == outputs else {
      throw CommandFailure(
        .failure,
        """
        the network is no autoencoder, and there is no other score for it yet
          \(inputs) inputs, \(outputs) outputs; --score mse compares them one by one
          import it without --front-end and use it with `edgeasd infer`
        """)
    }
  }

  private static func decisionWindows(
    _ arguments: ParsedArguments, _ description: FrontEndDescription, _ windowing: Windowing
  ) throws -> Int {
    if let given = arguments[decisionWindows] { return given }
    guard let design = description.design else {
      throw UsageError(
        "--front-end features needs --decision-windows: how many windows a clip has",
        about: decisionWindows)
    }
    let frames = max(0, 10 * design.sampleRate - design.frameLength) / design.hop + 1
    return max(1, windowing.windowCount(frames: frames))
  }
}

extension ValueType where Value == FrontEndDescription {
  /// `features:128`, `log-mel:rate=16000,frame=1024,hop=512,bands=128`
  fileprivate static var frontEnd: ValueType {
    ValueType(
      valueName: "front end",
      allowed: "features:BANDS, or log-mel:rate=HZ,frame=SAMPLES,hop=SAMPLES,bands=BANDS with a "
        + "frame of a power of two, 128…8192",
      parse: { text in
        if text.hasPrefix("features:") {
          guard let bands = Int(text.dropFirst("features:".count)), (1...65536).contains(bands)
          else { return nil }
          return .features(sourceBands: bands, bands: bands)
        }
        return text.hasPrefix("log-mel:") ? logMel(text.dropFirst("log-mel:".count)) : nil
      }, format: { _ in "" })
  }

  private static func logMel(_ text: Substring) -> FrontEndDescription? {
    var values: [Substring: Double] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "=", maxSplits: 1)
      guard words.count == 2, values[words[0]] == nil, let value = Double(words[1]),
        ["rate", "frame", "hop", "bands", "low", "high"].contains(words[0])
      else { return nil }
      values[words[0]] = value
    }
    func whole(_ key: Substring) -> Int? {
      values[key].flatMap { Int(exactly: $0) }.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
    }
    guard let rate = whole("rate"), let frame = whole("frame"), let hop = whole("hop"),
      let bands = whole("bands"), (128...8192).contains(frame), frame & (frame - 1) == 0
    else { return nil }
    let (low, high) = (values["low"] ?? 0, values["high"] ?? Double(rate) / 2)
    guard low >= 0, low < high, high <= Double(rate) / 2 else { return nil }
    return .logMel(
      sampleRate: rate, frameLength: frame, hop: hop, bands: bands, lowestHz: low, highestHz: high)
  }
}
