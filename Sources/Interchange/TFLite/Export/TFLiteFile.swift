import EdgeRuntime
import Quantization

/// An integer network as a `.tflite` file, which TensorFlow Lite Micro computes with the same bits.
public enum TFLiteFile {
  /// The bytes of a file for a network. Same network → same bytes.
  ///
  /// A vector is a tensor of shape 1 × n, everything else 1 × rows × columns × channels.
  /// - Parameter source: what to call the network in errors.
  /// - Throws: `InterchangeError` naming the layer where the format has no form for it, such as
  ///   weights of 16 bits.
  public static func bytes(
    of network: NetworkContents, source: String = "network"
  ) throws(InterchangeError) -> [UInt8] {
    do {
      var export = TFLiteExport(network)
      return try export.file()
    } catch {
      throw InterchangeError(tflite: source, error)
    }
  }

  /// The bytes of a file for a model's network, and what of the model has no place in it.
  ///
  /// - Throws: `InterchangeError`, as `bytes(of:source:)`; also where the model has several
  ///   networks.
  public static func bytes(
    of model: ModelContents, source: String = "model"
  ) throws(InterchangeError) -> (bytes: [UInt8], notes: [String]) {
    guard model.networks.count == 1, let network = model.networks.first else {
      throw InterchangeError(
        source: source,
        .inexpressible(
          place: "model", found: "\(model.networks.count) networks",
          remedy: "write a model with one network"))
    }
    var notes: [String] = []
    if case .tensors = model.frontEnd {
    } else {
      notes.append("the front end is left out: the file takes the network's integers")
    }
    if model.heads.first != ScoreHeadContents.none {
      notes.append("score and threshold are left out: the file gives the network's integers")
    }
    return (try bytes(of: network, source: source), notes)
  }
}
