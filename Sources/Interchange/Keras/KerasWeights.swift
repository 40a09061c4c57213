import FloatModels

/// The arrays of a file by the layers they belong to.
///
/// Their paths are `LAYER/…/ROLE` or, for a layer in a model that is a layer, `MODEL/…/LAYER/ROLE`;
/// what stands between depends on the version of Keras, as does `:0` behind the role.
struct KerasWeights {
  private var byRole: [String: [(path: String, tensor: Tensor)]] = [:]

  init(_ contents: KerasContents) {
    for (path, tensor) in contents.arrays {
      let name = path.split(separator: "/").last ?? ""
      byRole[String(name.prefix { $0 != ":" }), default: []].append((path, tensor))
    }
  }

  /// The array of a role, nil where there is none or several.
  ///
  /// - Parameter path: names of the models that the layer is in, then its own.
  func tensor(_ role: String, of path: [String]) -> Tensor? {
    guard let top = path.first, let layer = path.last else { return nil }
    var found = (byRole[role] ?? []).filter { $0.path.hasPrefix("\(top)/") }
    if path.count > 1 || found.count > 1 {
      found = found.filter {
        let name = $0.path.split(separator: "/").last ?? ""
        return "/\($0.path)".hasSuffix("/\(layer)/\(name)")
      }
    }
    return found.count == 1 ? found[0].tensor : nil
  }
}
