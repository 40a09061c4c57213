import FloatModels

/// Why a float model cannot be turned into integers.
public enum QuantizationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A parameter that the operation needs is absent, or has another size than the node says.
  case badParameter(node: String, role: String, found: Int, expected: Int)
  /// A weight, an activation or a statistic is NaN or infinite.
  case notFinite(what: String)
  /// The graph holds something that the integer runtime cannot compute.
  case unsupportedGraph(node: String, reason: String)
  /// The model's description contradicts itself.
  case inconsistentModel(what: String, found: Int, expected: Int)
  /// The graph cannot be executed at all.
  case badGraph(GraphError)
  /// No clip gave a single window.
  case nothingToCalibrateOn(clips: Int)
  /// A frame count or band count of a clip does not fit the model.
  case badFrames(found: Int, bands: Int)
  /// A false-alarm rate per week, for a model that does not know how long a decision takes.
  case noDecisionSpan
  /// An option names a layer that the network does not have.
  case noSuchLayer(String, known: [String])
  /// An option's value lies outside its range.
  case badOption(name: String, value: String, allowed: String)

  /// Three lines: what happened / where, with value and allowed range / what to do.
  public var description: String {
    if case .badGraph(let error) = self { return error.description }
    let (what, location, remedy) = lines
    return "\(what)\n  \(location)\n  \(remedy)"
  }

  private var lines: (String, String, String) {
    switch self {
    case .badGraph: ("", "", "")
    case .badParameter(let node, let role, let found, let expected):
      (
        "a parameter of the float model has the wrong size",
        "\(node).\(role): \(found) values, expected \(expected)",
        "train the model again, or look at it with `edgeasd inspect`"
      )
    case .notFinite(let what):
      (
        "a number of the float model is not finite", "\(what) is NaN or infinite",
        "train again with a smaller learning rate (`edgeasd train --learning-rate`)"
      )
    case .unsupportedGraph(let node, let reason):
      (
        "the network cannot be lowered to integers", "\(node): \(reason)",
        "`edgeasd inspect` shows the network; change the layer, or scale what it is given"
      )
    case .inconsistentModel(let what, let found, let expected):
      (
        "the float model contradicts itself", "\(what): \(found), expected \(expected)",
        "train the model again, or look at it with `edgeasd inspect`"
      )
    case .nothingToCalibrateOn(let clips):
      (
        "there is nothing to calibrate on", "0 windows in \(clips) normal clips, at least 1 needed",
        "give `--calibration` a directory with normal train clips of the model's machine"
      )
    case .badFrames(let found, let bands):
      (
        "log-mel frames do not fit the model", "\(found) values, expected a multiple of \(bands)",
        "use the clips and the front end that the model was trained with"
      )
    case .noDecisionSpan:
      (
        "a rate of false alarms needs to know how long a decision takes",
        "the model works on ready-made features, which carry no sample rate and no hop",
        "use `--threshold-percentile` instead"
      )
    case .noSuchLayer(let name, let known):
      (
        "the network has no layer of that name",
        "\(name), known: input, \(known.joined(separator: ", "))",
        "choose among these; `edgeasd inspect` lists them too"
      )
    case .badOption(let name, let value, let allowed):
      (
        "an option is out of range", "\(name) is \(value), allowed: \(allowed)",
        "choose another value"
      )
    }
  }
}
