import Foundation

/// A float model as one `.safetensors` file.
///
/// Tensors are named `node.role`. The metadata holds the architecture and everything else under
/// keys that begin with `edgeasd.`, and the training record under its own keys.
extension FloatModel {
  static let reservedPrefix = "edgeasd."
  static let formatVersion = "1"
  /// Name of the tensor.
  static let heldOutName = "score.held_out"

  /// Writes the model, whole or not at all; the same model gives the same bytes.
  ///
  /// - Throws: `FloatModelError.reservedKey`, `AtomicFileError`.
  public func save(to path: String) throws {
    try file().write(to: path)
  }

  /// The model as the contents of a safetensors file.
  ///
  /// - Throws: `FloatModelError.reservedKey`.
  public func file() throws -> SafetensorsFile {
    if let key = record.keys.sorted().first(where: { $0.hasPrefix(Self.reservedPrefix) }) {
      throw FloatModelError.reservedKey(key)
    }
    var metadata = record
    metadata[Key.format.name] = "float-model"
    metadata[Key.version.name] = Self.formatVersion
    metadata[Key.family.name] = family
    metadata[Key.graph.name] = try Self.json(GraphDescription(graph))
    metadata[Key.inputMean.name] = "\(inputMean)"
    metadata[Key.inputDeviation.name] = "\(inputDeviation)"
    metadata[Key.frontEnd.name] = try Self.json(frontEnd)
    metadata[Key.windowing.name] = try Self.json(windowing)
    // Absent in models of autoencoders, as in those written before there was any other score.
    if score != .meanSquaredError { metadata[Key.score.name] = score.name }
    var tensors: [String: Tensor] = [:]
    if case .nearestPrototype(let set) = score {
      metadata[Key.prototypes.name] = try Self.json(set.descriptions)
      tensors[PrototypeSet.tensorName] = set.tensor
    }
    if case .nearestCluster(let set) = score {
      metadata[Key.prototypes.name] = try Self.json(set.centers.descriptions)
      metadata[Key.octavesPerUnit.name] = "\(set.octavesPerUnit)"
      tensors[PrototypeSet.tensorName] = set.centers.tensor
      tensors[ClusterSet.spreadsName] = set.spreadsTensor
    }
    if case .interpolationError(let first) = score {
      metadata[Key.firstCompared.name] = "\(first)"
    }
    if case .crossEntropy(let score) = score {
      metadata[Key.crossEntropy.name] = try Self.json(score)
    }
    if !heldOutScores.isEmpty {
      tensors[Self.heldOutName] = Tensor(shape: [heldOutScores.count], values: heldOutScores)
    }
    for node in graph.nodes {
      for (role, tensor) in node.parameters { tensors["\(node.name).\(role)"] = tensor }
    }
    return SafetensorsFile(metadata: metadata, tensors: tensors)
  }

  /// Reads a model; the bytes are taken as hostile.
  ///
  /// - Throws: `SafetensorsError`, `FloatModelError`.
  public init(contentsOf path: String) throws {
    try self.init(file: SafetensorsFile(contentsOf: path), path: path)
  }

  /// Reads a model from the contents of a file; `path` names it in errors.
  ///
  /// - Throws: `FloatModelError`.
  public init(file: SafetensorsFile, path: String) throws(FloatModelError) {
    let reader = MetadataReader(metadata: file.metadata, path: path)
    guard file.metadata[Key.format.name] == "float-model" else {
      throw .notAModel(path: path, key: Key.format.name)
    }
    let version = try reader.string(.version)
    guard version == Self.formatVersion else {
      throw .version(path: path, found: version, expected: Self.formatVersion)
    }
    family = try reader.string(.family)
    inputMean = try reader.float(.inputMean, allowed: "finite") { _ in true }
    inputDeviation = try reader.float(.inputDeviation, allowed: "finite, above 0") { $0 > 0 }
    frontEnd = try reader.json(.frontEnd)
    windowing = try reader.json(.windowing)
    score = try reader.score(
      prototypes: file.tensors[PrototypeSet.tensorName],
      spreads: file.tensors[ClusterSet.spreadsName])
    record = file.metadata.filter { !$0.key.hasPrefix(Self.reservedPrefix) }
    let description: GraphDescription = try reader.json(.graph)
    var tensors = file.tensors
    switch score {
    case .nearestPrototype: tensors[PrototypeSet.tensorName] = nil
    case .nearestCluster:
      tensors[PrototypeSet.tensorName] = nil
      tensors[ClusterSet.spreadsName] = nil
    case .meanSquaredError, .interpolationError, .crossEntropy, .none: break
    }
    heldOutScores = tensors.removeValue(forKey: Self.heldOutName)?.values ?? []
    guard heldOutScores.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw .metadata(
        path: path, key: Self.heldOutName, found: "a score below 0 or none",
        allowed: "finite scores")
    }
    graph = try description.graph(tensors: tensors, reader)
    let network: Network
    do {
      network = try Network(graph)
    } catch {
      throw .graph(path: path, error)
    }
    try checkConsistency(reader, outputs: network.outputShape.count)
  }

  private func checkConsistency(
    _ reader: MetadataReader, outputs: Int
  ) throws(FloatModelError) {
    let window = windowing
    let range = 1...65536
    guard range.contains(window.framesPerWindow), range.contains(window.framesPerStep),
      range.contains(window.windowsPerDecision)
    else { throw reader.refusal(.windowing, allowed: "counts of 1…65536") }
    guard frontEnd.isPlausible else { throw reader.refusal(.frontEnd, allowed: "see the manual") }
    guard window.pooling == nil || window.framesPerStep >= window.framesPerWindow else {
      throw reader.refusal(.windowing, allowed: "pooled windows that do not overlap")
    }
    try checkScore(reader, outputs: outputs)
    guard frontEnd != .tensors else { return }
    guard graph.input.count == window.valueCount(bands: frontEnd.bands) else {
      throw reader.refusal(
        .windowing, allowed: "values of a window = input size \(graph.input.count)")
    }
  }

  private func checkScore(
    _ reader: MetadataReader, outputs: Int
  ) throws(FloatModelError) {
    switch score {
    case .none: return
    case .interpolationError(let first):
      guard first >= 0, outputs <= graph.input.count, first <= graph.input.count - outputs else {
        throw reader.refusal(
          .firstCompared,
          allowed: "a place where \(outputs) of \(graph.input.count) values begin")
      }
    case .meanSquaredError:
      guard outputs == graph.input.count else {
        throw .metadata(
          path: reader.path, key: Key.graph.name, found: "\(outputs) outputs",
          allowed: "as many as inputs, \(graph.input.count), where the score compares them")
      }
    case .crossEntropy(let score):
      guard outputs == score.ids.count else {
        throw .metadata(
          path: reader.path, key: Key.graph.name, found: "\(outputs) outputs",
          allowed: "one for each of the \(score.ids.count) ids")
      }
    case .nearestPrototype(let set): try checkBlocks(of: set, reader, outputs: outputs)
    case .nearestCluster(let set): try checkBlocks(of: set.centers, reader, outputs: outputs)
    }
  }

  private func checkBlocks(
    of set: PrototypeSet, _ reader: MetadataReader, outputs: Int
  ) throws(FloatModelError) {
    let blocks = outputs / set.dimension
    guard blocks * set.dimension == outputs else {
      throw .metadata(
        path: reader.path, key: Key.graph.name, found: "\(outputs) outputs",
        allowed: "a multiple of the prototypes' \(set.dimension) elements")
    }
    guard set.prototypes.allSatisfy({ $0.block < blocks }) else {
      throw reader.refusal(.prototypes, allowed: "blocks below \(blocks)")
    }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// The metadata keys of the format.
  enum Key: String {
    case format, version, family, graph
    case inputMean = "input_mean"
    case inputDeviation = "input_deviation"
    case frontEnd = "front_end"
    case windowing, score, prototypes
    case crossEntropy = "cross_entropy"
    case firstCompared = "first_compared"
    case octavesPerUnit = "octaves_per_unit"

    var name: String { FloatModel.reservedPrefix + rawValue }
  }
}
