/// Gathers the clips of a folder file by file.
struct DatasetScan {
  let root: String
  private let absoluteRoot: String
  private var placed: [PlacedClip] = []
  private var unplaced: [Dataset.UnplacedFile] = []

  private static let extensions: [String: Clip.Content] = [
    "wav": .audio, "flac": .audio, "npy": .features,
  ]

  init(root: String) {
    self.root = root
    absoluteRoot = DirectoryWalk.absolute(root)
  }

  /// - Parameter file: below the root.
  mutating func place(_ file: DirectoryWalk.File) {
    // The table beside the clips of a made data set is known to be none.
    if file.path == SynthesisManifest.name { return }
    if let problem = file.problem {
      unplaced.append(.init(path: file.path, reason: problem))
      return
    }
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    let suffix = name[dot...].dropFirst().lowercased()
    guard let content = Self.extensions[suffix] else {
      unplaced.append(.init(path: file.path, reason: "it is no .wav, .flac or .npy file"))
      return
    }
    let absolute = absoluteRoot == "/" ? "/" + file.path : absoluteRoot + "/" + file.path
    let folders = absolute.split(separator: "/").dropLast().map(String.init)
    switch ClipName.place(stem: String(name[..<dot]), folders: folders) {
    case .success(let description):
      placed.append(PlacedClip(path: absolute, content: content, description: description))
    case .failure(let refusal):
      unplaced.append(.init(path: file.path, reason: refusal.reason))
    }
  }

  func dataset(splitSeed: UInt64) throws(DatasetError) -> Dataset {
    let unplaced = unplaced.sorted { $0.path < $1.path }
    guard let first = placed.first else {
      throw .noClips(root, unplaced: unplaced.count, example: unplaced.first)
    }
    if let other = placed.first(where: { $0.description.layout != first.description.layout }) {
      throw .mixedLayouts(
        root, first.description.layout, first.path, other.description.layout, other.path)
    }
    if let other = placed.first(where: { $0.content != first.content }) {
      throw .mixedContent(root, first.path, other.path)
    }
    try checkEachMachineIsInOnePlace()
    var clips = placed.map(\.clip)
    if first.description.layout == .mimii { MIMIISplit.apply(to: &clips, seed: splitSeed) }
    clips.sort { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
    return Dataset(
      root: root, layout: first.description.layout, content: first.content, clips: clips,
      unplaced: unplaced)
  }

  /// Two folders with the same machine and id (MIMII at two noise levels, say) must not be poured
  /// together.
  private func checkEachMachineIsInOnePlace() throws(DatasetError) {
    var folders: [[String]: String] = [:]
    for clip in placed.sorted(by: { $0.path < $1.path }) {
      let key = [clip.description.machine, clip.description.id]
      let folder = "/" + clip.description.machineFolder.joined(separator: "/")
      let known = folders[key, default: folder]
      if known != folder {
        throw .machineFoundTwice(key[0], id: key[1], known, folder)
      }
      folders[key] = folder
    }
  }
}

private struct PlacedClip {
  var path: String
  var content: Clip.Content
  var description: ClipName

  var clip: Clip {
    Clip(
      path: path, machine: description.machine, id: description.id, domain: description.domain,
      split: description.split, label: description.label, content: content)
  }
}

extension Clip {
  fileprivate var sortKey: [String] {
    [machine, id, split == .train ? "0" : "1", domain.rawValue, label == .normal ? "0" : "1", path]
  }
}
