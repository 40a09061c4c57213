import FloatModels

/// Float networks in Keras' HDF5 files (`model.save("model.h5")`), of Keras 2 and Keras 3.
///
/// Understood are models of Sequential and Functional form, also within one another, of the layers in
/// `KerasLayerClass`; everything else is refused with the layer's class and index. Batch norms are
/// kept as nodes of their own. The file is taken as hostile.
public enum KerasFile {
  /// Takes over the network of a file.
  public static func network(_ path: String) throws(InterchangeError) -> ImportedNetwork {
    do throws(InterchangeError.Problem) {
      try checkKind(path)
      return try network(try KerasContents(records: try HDF5Reading.records(path)))
    } catch {
      throw InterchangeError(source: path, error)
    }
  }

  /// Takes over the network of what `hdf5_write_contents` says of a file; `source` names it in
  /// errors.
  public static func network(
    records: [UInt8], source: String = "data"
  ) throws(InterchangeError) -> ImportedNetwork {
    do throws(InterchangeError.Problem) {
      return try network(try KerasContents(records: records))
    } catch {
      throw InterchangeError(source: source, error)
    }
  }

  private static func network(
    _ contents: KerasContents
  ) throws(InterchangeError.Problem) -> ImportedNetwork {
    guard let text = contents.texts["model_config"] else {
      throw .unsupportedModel(
        found: contents.arrays.isEmpty
          ? "it holds no Keras model" : "it holds weights alone, without the layers they belong to",
        remedy: "save the whole model: model.save(\"model.h5\"), not model.save_weights(…)")
    }
    guard let json = KerasValue(json: text) else {
      throw .damaged(format: "Keras HDF5", found: "model_config is not valid JSON")
    }
    let model = try KerasModel(json)
    var importer = try KerasImporter(model, contents)
    let version = contents.texts["keras_version"].map { " \($0)" } ?? ""
    return ImportedNetwork(graph: try importer.graph(model), source: "Keras\(version) HDF5")
  }

  /// Other kinds of files that are likely to be given by mistake.
  private static func checkKind(_ path: String) throws(InterchangeError.Problem) {
    let start = try FileBytes.read(path, atMost: 8)
    if start.starts(with: "PK".utf8) {
      throw .otherFormat(
        expected: "a Keras HDF5 file", found: "it is a zip archive, as Keras 3 saves by default",
        remedy: "save it as HDF5, with the ending .h5: model.save(\"model.h5\")")
    }
    guard start == [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A] else {
      throw .otherFormat(
        expected: "a Keras HDF5 file",
        found: start.isEmpty ? "it has no bytes" : "it does not begin as HDF5 files do",
        remedy: "give the file that model.save(\"model.h5\") wrote")
    }
  }
}
