extension TargetFigures {
  /// A stage of the way from sound to score.
  public struct Stage: Sendable, Equatable {
    /// `front end`, `input`, a layer's name, or `score`.
    public let name: String
    /// Instructions from one window to the next, on average.
    public let perHop: Double
  }

  /// Name of the stage that works on frames.
  public static let frontEndName = "front end"

  /// All stages in order; their sum is `instructionsPerHop`.
  public func stages(_ names: LayerNames) -> [Stage] {
    let windows = Double(max(instructions.windows, 1))
    var stages = [
      Stage(
        name: Self.frontEndName, perHop: instructions.perFrame * Double(framesPerStep)),
      Stage(name: "input", perHop: Double(instructions.input) / windows),
    ]
    for (network, layers) in instructions.layers.enumerated() {
      for (layer, count) in layers.enumerated() {
        stages.append(
          Stage(name: names.name(network: network, layer: layer), perHop: Double(count) / windows))
      }
    }
    return stages + [Stage(name: "score", perHop: Double(instructions.score) / windows)]
  }
}
