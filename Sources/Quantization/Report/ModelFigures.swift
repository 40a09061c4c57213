import EdgeRuntime

/// Size, memory and identity of a model file.
public struct ModelFigures: Sendable, Equatable {
  /// Bytes of the file.
  public var fileBytes: Int
  /// SHA-256 of the file, 64 hexadecimal digits: what `sha256sum` prints.
  public var sha256: String
  /// Identity that the file itself carries: SHA-256 with digest and checksum taken as zero.
  public var digest: String
  /// Activations and scratch of the network, bytes.
  public var networkBytes: Int
  /// Everything that a detector wants to be given, bytes.
  public var detectorBytes: Int
  /// What it wants more where anomalies are to name their bands, bytes; 0 where the model cannot.
  public var bandBytes: Int
  /// Multiplications and additions a window, of layers and of distances from prototypes.
  public var multiplications: Int
  /// Widths of weights that occur in its layers, ascending: 4, 8, 16.
  public var weightBits: [Int]

  /// The figures of a checked model, whose bytes must be alive.
  public init(_ model: Model) {
    fileBytes = model.bytes.count
    var hash = SHA256()
    hash.update(model.bytes)
    sha256 = hash.hexadecimal()
    digest = Self.hexadecimal(Array(model.digest))
    networkBytes = model.memory.networkBytes
    detectorBytes = model.memory.detectorBytes
    bandBytes = model.bandBytes
    let contents = ModelContents(reading: model)
    multiplications =
      contents.networks.reduce(0) { sum, network in
        network.layers.indices.reduce(sum) {
          $0 + LayerSummary(network, layer: $1).multiplications
        }
      } + contents.heads.reduce(0) { $0 + $1.multiplications }
    let linear = contents.networks.flatMap(\.layers).filter { $0.operation.isLinear }
    weightBits = Set(linear.compactMap { $0.weights.bits }).sorted()
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
