import Foundation

/// Reads the metadata of a float model, naming key and value in each refusal.
struct MetadataReader {
  let metadata: [String: String]
  let path: String

  func refusal(_ key: FloatModel.Key, allowed: String) -> FloatModelError {
    .metadata(
      path: path, key: key.name, found: metadata[key.name] ?? "missing", allowed: allowed)
  }

  func string(_ key: FloatModel.Key) throws(FloatModelError) -> String {
    guard let value = metadata[key.name], !value.isEmpty else {
      throw refusal(key, allowed: "a text")
    }
    return value
  }

  func float(
    _ key: FloatModel.Key, allowed: String, where isAllowed: (Float) -> Bool
  ) throws(FloatModelError) -> Float {
    guard let value = Float(try string(key)), value.isFinite, isAllowed(value) else {
      throw refusal(key, allowed: allowed)
    }
    return value
  }

  /// How windows are scored; files written before there was a choice do not say.
  ///
  /// - Parameters:
  ///   - prototypes: the file's tensor of them, if there is one.
  ///   - spreads: the same of clusters' spreads.
  func score(
    prototypes: Tensor?, spreads: Tensor?
  ) throws(FloatModelError) -> ScoreDescription {
    switch metadata[FloatModel.Key.score.name] {
    case nil, "mse": return .meanSquaredError
    case "none": return .none
    case "interpolation_mse":
      guard let first = Int(try string(.firstCompared)) else {
        throw refusal(.firstCompared, allowed: "a whole number")
      }
      return .interpolationError(first: first)
    case "nearest_prototype":
      return .nearestPrototype(try prototypeSet(prototypes))
    case "nearest_cluster":
      let centers = try prototypeSet(prototypes)
      let octaves = try float(.octavesPerUnit, allowed: "finite, above 0") { $0 > 0 }
      guard let spreads,
        let set = ClusterSet(octavesPerUnit: octaves, centers: centers, spreads: spreads)
      else {
        throw refusal(
          .prototypes, allowed: "a finite row of \(ClusterSet.spreadsName) for each of them")
      }
      return .nearestCluster(set)
    case "cross_entropy":
      let score: CrossEntropyScore = try json(.crossEntropy)
      guard score.isPlausible else {
        throw refusal(
          .crossEntropy, allowed: "two ids or more, ascending, and a temperature above 0")
      }
      return .crossEntropy(score)
    default:
      throw refusal(
        .score,
        allowed: "mse, interpolation_mse, nearest_prototype, nearest_cluster, cross_entropy or none"
      )
    }
  }

  private func prototypeSet(_ tensor: Tensor?) throws(FloatModelError) -> PrototypeSet {
    let descriptions: [PrototypeSet.Description] = try json(.prototypes)
    guard let tensor, let set = PrototypeSet(descriptions, tensor) else {
      throw refusal(
        .prototypes, allowed: "an id and a block for each row of \(PrototypeSet.tensorName)")
    }
    return set
  }

  func json<Value: Decodable>(_ key: FloatModel.Key) throws(FloatModelError) -> Value {
    let text = try string(key)
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw refusal(key, allowed: "JSON as edgeasd writes it")
    }
  }
}
