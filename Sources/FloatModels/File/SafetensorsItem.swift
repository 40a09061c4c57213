extension SafetensorsHeader {
  /// One value of the header's top-level object, as JSON.
  enum Item: Codable {
    case metadata([String: String])
    case tensor(dtype: String, shape: [Int], offsets: [Int])

    private enum Key: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    init(from decoder: any Decoder) throws {
      if decoder.codingPath.last?.stringValue == SafetensorsHeader.metadataKey {
        self = .metadata(try decoder.singleValueContainer().decode([String: String].self))
        return
      }
      let container = try decoder.container(keyedBy: Key.self)
      self = .tensor(
        dtype: try container.decode(String.self, forKey: .dtype),
        shape: try container.decode([Int].self, forKey: .shape),
        offsets: try container.decode([Int].self, forKey: .offsets))
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .metadata(let map):
        var container = encoder.singleValueContainer()
        try container.encode(map)
      case .tensor(let dtype, let shape, let offsets):
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(dtype, forKey: .dtype)
        try container.encode(shape, forKey: .shape)
        try container.encode(offsets, forKey: .offsets)
      }
    }
  }
}
