import CommandLineInterface
import EdgeRuntime
import Foundation
import Quantization

/// A device model, shown.
struct DeviceModelPage: ModelPage {
  private let name: String
  private let contents: ModelContents
  private let figures: ModelFigures
  private let layers: [[LayerSummary]]

  init(name: String, _ model: Model) {
    self.name = name
    contents = ModelContents(reading: model)
    figures = ModelFigures(model)
    layers = contents.networks.map { network in
      network.layers.indices.map { LayerSummary(network, layer: $0) }
    }
  }

  func text(_ style: Style) -> String {
    var lines = [style.bold(name) + "  device model, checked", ""]
    for (index, layers) in layers.enumerated() {
      if self.layers.count > 1 { lines.append("network \(index + 1)") }
      lines += [LayerTable.text(layers, style), ""]
    }
    var table = TextTable([.left, .left])
    table.add(["size", Figures.bytes(figures.fileBytes)])
    table.add(["sha256", figures.sha256])
    table.add(["digest", figures.digest])
    table.add(["memory", "network \(Figures.bytes(figures.networkBytes))"])
    table.add(["", "detector \(Figures.bytes(figures.detectorBytes))"])
    if figures.bandBytes > 0 {
      table.add(["", "naming bands \(Figures.bytes(figures.bandBytes)) more"])
    }
    table.add(["work", "\(Figures.count(figures.multiplications)) MACs a window"])
    table.add(["front end", frontEnd])
    table.add(["windows", windows])
    table.add(["score", head])
    table.add(["threshold", threshold])
    lines.append(table.description)
    lines += ["metadata"] + metadataRows
    return lines.joined(separator: "\n")
  }

  private var frontEnd: String {
    switch contents.frontEnd {
    case .features(let bands): "none: log-mel frames of \(bands) bands, made elsewhere"
    case .tensors(let count): "none: a bare network of \(count) inputs, for edgeasd infer"
    case .logMel(let tables):
      "filter bank on \(tables.sampleRate) Hz, frames of \(tables.frameLength) every \(tables.hop) "
        + "samples, \(tables.bands.count) bands"
    }
  }

  private var windows: String {
    let windowing = contents.windowing
    return FloatModelPage.windows(
      frames: windowing.framesPerWindow, step: windowing.framesPerStep,
      perDecision: windowing.windowsPerDecision, pooling: windowing.pooling.name) + span
  }

  private var head: String {
    switch contents.heads.first {
    case .nearestPrototype(let head):
      "squared distance from the nearest of \(head.places.count) prototypes"
        + FloatModelPage.machines(head.ids)
    case .nearestCluster(let head):
      "distance from the nearest of \(head.places.count) clusters"
        + FloatModelPage.machines(head.ids)
    case .crossEntropy(let head):
      "cross entropy of the machine's own logit" + FloatModelPage.machines(head.ids)
    case .reconstruction(let head):
      "mean squared error of "
        + (head.firstElement == 0
          ? "the reconstruction, "
          : "what is predicted of the window, from value \(head.firstElement) on, ")
        + (head.input == .output ? "of its integers" : "at the precision of its sums")
    case nil, .some(.none): "none"
    }
  }

  private var span: String {
    contents.decisionSeconds.map { String(format: " (%.3g s)", $0) } ?? ""
  }

  private var threshold: String {
    "\(Figures.score(q24: contents.calibration.thresholdQ24)) \(contents.scoreUnit), probability table of "
      + "\(contents.calibration.knotsQ24.count) knots"
  }

  /// Top-level members of the metadata, as they stand.
  private var metadataRows: [String] {
    let object =
      (try? JSONSerialization.jsonObject(with: Data(contents.metadata.utf8))) as? [String: Any]
    guard let object, !object.isEmpty else { return ["  \(contents.metadata)"] }
    var table = TextTable([.left, .left])
    for key in object.keys.sorted() {
      table.add(["  \(key)", MetadataValue(object[key]).json.compact])
    }
    return [table.description]
  }

  var json: JSONValue {
    .object([
      .init("kind", "device model"), .init("bytes", .integer(figures.fileBytes)),
      .init("sha256", .string(figures.sha256)), .init("digest", .string(figures.digest)),
      .init(
        "memory",
        [
          "network": .integer(figures.networkBytes), "detector": .integer(figures.detectorBytes),
          "naming_bands": .integer(figures.bandBytes),
        ]),
      .init("macs", .integer(figures.multiplications)),
      .init("front_end", frontEndJSON), .init("windowing", windowingJSON),
      .init(
        "networks",
        .array(layers.map { ["layers": LayerTable.json($0)] })),
      .init(
        "threshold", .number(Double(contents.calibration.thresholdQ24) / 0x1p24)),
      .init("metadata", metadataJSON),
    ])
  }

  private var frontEndJSON: JSONValue {
    switch contents.frontEnd {
    case .features(let bands): ["kind": "features", "bands": .integer(bands)]
    case .tensors(let count): ["kind": "tensors", "elements": .integer(count)]
    case .logMel(let tables):
      [
        "kind": "log-mel", "sample_rate": .integer(tables.sampleRate),
        "frame_length": .integer(tables.frameLength), "hop": .integer(tables.hop),
        "bands": .integer(tables.bands.count),
      ]
    }
  }

  private var windowingJSON: JSONValue {
    [
      "frames_per_window": .integer(contents.windowing.framesPerWindow),
      "frames_per_step": .integer(contents.windowing.framesPerStep),
      "windows_per_decision": .integer(contents.windowing.windowsPerDecision),
      "pooling": .string(contents.windowing.pooling.name ?? "none"),
      "decision_seconds": JSONValue(contents.decisionSeconds),
    ]
  }

  private var metadataJSON: JSONValue {
    guard let object = try? JSONSerialization.jsonObject(with: Data(contents.metadata.utf8)) else {
      return .string(contents.metadata)
    }
    return MetadataValue(object).json
  }
}

extension ModelFile.FramePooling {
  /// As `edgeasd train --pooling` has it; nil where frames are not pooled.
  fileprivate var name: String? {
    switch self {
    case .none: nil
    case .mean: "mean"
    case .maximum: "max"
    case .meanAndMaximum: "mean+max"
    case .modulation: "modulation"
    }
  }
}

extension ModelContents {
  /// What scores are measured in: dB², squared standard deviations, spreads of a cluster, or nats.
  var scoreUnit: String {
    switch heads.first {
    case .nearestPrototype: "σ²"
    case .nearestCluster: "σ"
    case .crossEntropy: "nats"
    case .reconstruction, nil, .some(.none): "dB²"
    }
  }
}
