import CommandLineInterface
import FloatModels
import Foundation

/// A float model, shown.
struct FloatModelPage: ModelPage {
  private let name: String
  private let model: FloatModel
  private let shapes: [Shape]

  init(name: String, _ model: FloatModel) throws {
    self.name = name
    self.model = model
    shapes = try model.graph.shapes()
  }

  /// A float model from a file; one that cannot be used ends the command with its own code.
  ///
  /// - Parameter isDetector: whether it must be able to score frames.
  static func read(_ path: String, isDetector: Bool = false) throws -> FloatModel {
    do {
      let model = try FloatModel(contentsOf: path)
      if isDetector { try model.checkIsDetector(path: path) }
      return model
    } catch let error as SafetensorsError {
      throw CommandFailure(.badModelFile, error.description)
    } catch let error as FloatModelError {
      throw CommandFailure(.badModelFile, error.description)
    }
  }

  func text(_ style: Style) -> String {
    var nodes = TextTable([.left, .left, .right, .right])
    nodes.add(["node", "operation", "output", "parameters"].map(style.dim))
    for (node, shape) in zip(model.graph.nodes, shapes) {
      nodes.add([
        node.name, node.operation.text,
        LayerTable.shape([shape.height, shape.width, shape.channels]),
        Figures.count(Self.parameters(node)),
      ])
    }
    var table = TextTable([.left, .left])
    let input = model.graph.input
    table.add(["input", LayerTable.shape([input.height, input.width, input.channels])])
    table.add(["parameters", "\(Figures.count(model.graph.trainableParameterCount)) trained"])
    if model.frontEnd != .tensors {
      table.add([
        "standardisation",
        String(format: "mean %.4g dB, deviation %.4g dB", model.inputMean, model.inputDeviation),
      ])
    }
    table.add(["front end", frontEnd])
    if model.frontEnd != .tensors { table.add(["windows", windows]) }
    table.add(["score", score])
    var record = TextTable([.left, .left])
    for key in model.record.keys.sorted() { record.add(["  \(key)", model.record[key] ?? ""]) }
    return [
      style.bold(name) + "  float model, \(model.family)", "", nodes.description, "",
      table.description, "record", record.description,
    ].joined(separator: "\n")
  }

  private var windows: String {
    Self.windows(
      frames: model.windowing.framesPerWindow, step: model.windowing.framesPerStep,
      perDecision: model.windowing.windowsPerDecision, pooling: model.windowing.pooling?.rawValue)
  }

  private var score: String {
    switch model.score {
    case .meanSquaredError: "mean squared error of the reconstruction, dB²"
    case .interpolationError(let first):
      "mean squared error of what is predicted of the window, from value \(first) on, dB²"
    case .nearestPrototype(let set):
      "squared distance from the nearest of \(set.prototypes.count) prototypes"
        + Self.machines(set.ids)
    case .nearestCluster(let set):
      "distance from the nearest of \(set.centers.prototypes.count) clusters"
        + Self.machines(set.centers.ids)
    case .crossEntropy(let score):
      "cross entropy of the machine's own logit at temperature \(score.temperature)"
        + Self.machines(score.ids)
    case .none: "none"
    }
  }

  /// The machines that a model tells apart, in words.
  static func machines(_ ids: [String]) -> String {
    ids.isEmpty ? "" : ", machines \(ids.joined(separator: ", "))"
  }

  /// How frames become windows and windows decisions, in words.
  static func windows(frames: Int, step: Int, perDecision: Int, pooling: String?) -> String {
    let every = perDecision == 1 ? "each" : "every \(Figures.count(perDecision))"
    let noun = perDecision == 1 ? "window" : "windows"
    let what = pooling.map { "\($0) of \(frames) frames" } ?? "\(frames) frames"
    return "\(what), a window every \(step), a decision \(every) \(noun)"
  }

  private static func parameters(_ node: Node) -> Int {
    node.parameters.values.reduce(0) { $0 + $1.values.count }
  }

  private var frontEnd: String {
    switch model.frontEnd {
    case .logMel(let rate, let length, let hop, let bands, let low, let high):
      "log-mel of \(rate) Hz, frames of \(length) every \(hop) samples, \(bands) bands, "
        + String(format: "%.0f…%.0f Hz", low, high)
    case .gammatone(let rate, _, let window, let hop, let bands, let low):
      "\(bands) gammatone filters from " + String(format: "%.0f Hz", low)
        + " on \(rate) Hz, windows of \(window) every \(hop) samples"
    case .features(let source, let bands):
      "none: frames of \(source) bands, made elsewhere"
        + (source == bands ? "" : ", summed to \(bands)")
    case .tensors: "none: the network's input as it is"
    }
  }

  var json: JSONValue {
    .object([
      .init("kind", "float model"), .init("family", .string(model.family)),
      .init("parameters", .integer(model.graph.trainableParameterCount)),
      .init("input", Self.json(model.graph.input)),
      .init("nodes", .array(zip(model.graph.nodes, shapes).map(Self.json))),
      .init("input_mean_db", .number(Double(model.inputMean))),
      .init("input_deviation_db", .number(Double(model.inputDeviation))),
      .init("front_end", .string(frontEnd)), .init("score", .string(model.score.name)),
      .init(
        "windowing",
        [
          "frames_per_window": .integer(model.windowing.framesPerWindow),
          "frames_per_step": .integer(model.windowing.framesPerStep),
          "windows_per_decision": .integer(model.windowing.windowsPerDecision),
          "pooling": .string(model.windowing.pooling?.rawValue ?? "none"),
        ]),
      .init("ids", .array(model.score.ids.map { .string($0) })),
      .init(
        "record",
        .object(model.record.keys.sorted().map { .init($0, .string(model.record[$0] ?? "")) })),
    ])
  }

  private static func json(_ shape: Shape) -> JSONValue {
    [.integer(shape.height), .integer(shape.width), .integer(shape.channels)]
  }

  private static func json(_ node: Node, _ shape: Shape) -> JSONValue {
    [
      "name": .string(node.name), "operation": .string(node.operation.text),
      "output": json(shape), "parameters": .integer(parameters(node)),
    ]
  }
}
