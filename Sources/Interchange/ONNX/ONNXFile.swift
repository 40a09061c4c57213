import FloatModels
import Foundation

/// Float networks in ONNX files, as PyTorch (both of its exporters), tf2onnx and others write them.
///
/// Understood are the operators that `Graph` has a counterpart for; everything else is refused with
/// the operator's name and index. The file's bytes are taken as hostile.
public enum ONNXFile {
  /// Takes over the network of a file.
  ///
  /// Activations become NHWC, whatever they are in the file: where that changes the order of the
  /// input's or output's elements, a note says so. Arrays stored beside the model are read too.
  public static func network(_ path: String) throws(InterchangeError) -> ImportedNetwork {
    do throws(InterchangeError.Problem) {
      let folder = (path as NSString).deletingLastPathComponent
      return try network(
        try FileBytes.read(path), ExternalData(folder: folder.isEmpty ? "." : folder))
    } catch {
      throw InterchangeError(source: path, error)
    }
  }

  /// Takes over the network of a file's bytes; `source` names them in errors.
  public static func network(
    bytes: [UInt8], source: String = "data"
  ) throws(InterchangeError) -> ImportedNetwork {
    do throws(InterchangeError.Problem) {
      return try network(bytes, ExternalData(folder: nil))
    } catch {
      throw InterchangeError(source: source, error)
    }
  }

  private static func network(
    _ bytes: [UInt8], _ external: ExternalData
  ) throws(InterchangeError.Problem) -> ImportedNetwork {
    try checkKind(bytes)
    let model = try ONNXModel(bytes)
    var first = try ONNXImporter(model, external, channelsLast: false)
    do throws(InterchangeError.Problem) {
      return try first.network()
    } catch {
      // What reads the input may want the channels last.
      let refusal = error
      var second = try ONNXImporter(model, external, channelsLast: true)
      do throws(InterchangeError.Problem) {
        return try second.network()
      } catch {
        throw second.progress < first.progress ? refusal : error
      }
    }
  }

  /// Other kinds of files that are likely to be given by mistake.
  private static func checkKind(_ bytes: [UInt8]) throws(InterchangeError.Problem) {
    let kinds: [(start: [UInt8], what: String, remedy: String)] = [
      (
        Array("PK".utf8), "it is a zip archive, as PyTorch saves its own models",
        "export it in Python: torch.onnx.export(model, sample, \"model.onnx\")"
      ),
      (
        [0x89] + Array("HDF".utf8), "it is an HDF5 file, as Keras writes",
        "give it the ending .h5"
      ),
      (Array("EASD".utf8), "it is a device model", "it is in its final form, nothing need be done"),
    ]
    if bytes.isEmpty {
      throw .damaged(format: "ONNX", found: "it has no bytes")
    }
    for kind in kinds where bytes.starts(with: kind.start) {
      throw .otherFormat(expected: "an ONNX model", found: kind.what, remedy: kind.remedy)
    }
  }
}
