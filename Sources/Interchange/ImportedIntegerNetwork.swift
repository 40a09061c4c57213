import Quantization

/// An integer network as a file of another tool holds it, bit for bit.
public struct ImportedIntegerNetwork: Sendable, Equatable {
  /// Tensors, layers and the places of the activations. The input is given as the integers of
  /// tensor 0.
  public var network: NetworkContents
  /// What a user of the network ought to know, such as what of the file was left out. One sentence
  /// each.
  public var notes: [String]
  /// Which tool wrote the file, and its format.
  public var source: String

  /// A network and where it comes from.
  public init(network: NetworkContents, notes: [String] = [], source: String) {
    self.network = network
    self.notes = notes
    self.source = source
  }
}
