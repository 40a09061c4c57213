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
  func score() throws(FloatModelError) -> ScoreDescription {
    guard let text = metadata[FloatModel.Key.score.name] else { return .meanSquaredError }
    guard let score = ScoreDescription(rawValue: text) else {
      throw refusal(.score, allowed: "mse or none")
    }
    return score
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
